package io.sluice.cli;

import io.sluice.go.GoDuration;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The values of all flags.
///
/// @param listenAddresses at least one
/// @param configFile empty when not given
/// @param accessFile empty when everybody may do all
/// @param openHealth whether health is answered without authentication
/// @param telemetryPath as given; [#scrapePath] is the path to serve
/// @param givenRoutePrefix empty when not given; [#routePrefix] is the one to use
/// @param persistenceFile empty when nothing is to be persisted
/// @param rulesFile empty when there are no rules
/// @param textfileDirectories none when no files are to be read
public record Flags(
    boolean systemdSocket,
    List<String> listenAddresses,
    String configFile,
    String accessFile,
    boolean openHealth,
    String telemetryPath,
    ExternalUrl externalUrl,
    String givenRoutePrefix,
    boolean enableLifecycle,
    boolean enableAdminApi,
    boolean enableOpenMetrics,
    boolean enableOtlp,
    String persistenceFile,
    Duration persistenceInterval,
    PersistenceSync persistenceSync,
    boolean disableConsistencyCheck,
    boolean enableUtf8Names,
    String rulesFile,
    List<String> textfileDirectories,
    ClusterFlags cluster,
    PushFlags pushes,
    LimitFlags limits,
    LogLevel logLevel,
    LogFormat logFormat) {
  public Flags {
    listenAddresses = List.copyOf(listenAddresses);
    textfileDirectories = List.copyOf(textfileDirectories);
  }

  /// What all routes start with: empty, or a path that starts and does not end with a slash.
  public String routePrefix() {
    return givenRoutePrefix.isEmpty() ? externalPrefix() : prefix(givenRoutePrefix);
  }

  /// What the paths of the gateway start with where browsers see them; formed like [#routePrefix].
  public String externalPrefix() {
    return prefix(externalUrl.path());
  }

  /// The whole path of the scrape endpoint, prefix included and without needless slashes.
  public String scrapePath() {
    return UrlPath.join(routePrefix(), telemetryPath);
  }

  /// The flags and their values as the API and the status page show them.
  public SortedMap<String, String> asMap() {
    var map = new TreeMap<String, String>();
    map.put(Flag.SYSTEMD_SOCKET.longName, String.valueOf(systemdSocket));
    map.put(Flag.LISTEN_ADDRESS.longName, String.join(",", listenAddresses));
    map.put(Flag.CONFIG_FILE.longName, configFile);
    map.put(Flag.ACCESS_FILE.longName, accessFile);
    map.put(Flag.OPEN_HEALTH.longName, String.valueOf(openHealth));
    map.put(Flag.TELEMETRY_PATH.longName, telemetryPath);
    map.put(Flag.EXTERNAL_URL.longName, externalUrl.text());
    map.put(Flag.ROUTE_PREFIX.longName, routePrefix());
    map.put(Flag.ENABLE_LIFECYCLE.longName, String.valueOf(enableLifecycle));
    map.put(Flag.ENABLE_ADMIN_API.longName, String.valueOf(enableAdminApi));
    map.put(Flag.ENABLE_OPENMETRICS.longName, String.valueOf(enableOpenMetrics));
    map.put(Flag.ENABLE_OTLP.longName, String.valueOf(enableOtlp));
    map.put(Flag.PERSISTENCE_FILE.longName, persistenceFile);
    map.put(Flag.PERSISTENCE_INTERVAL.longName, GoDuration.format(persistenceInterval));
    map.put(Flag.PERSISTENCE_SYNC.longName, persistenceSync.toString());
    map.put(Flag.DISABLE_CONSISTENCY_CHECK.longName, String.valueOf(disableConsistencyCheck));
    map.put(Flag.ENABLE_UTF8_NAMES.longName, String.valueOf(enableUtf8Names));
    map.put(Flag.RULES_FILE.longName, rulesFile);
    map.put(Flag.TEXTFILE_DIRECTORY.longName, String.join(",", textfileDirectories));
    cluster.asMap().forEach((flag, value) -> map.put(flag.longName, value));
    pushes.asMap().forEach((flag, value) -> map.put(flag.longName, value));
    limits.asMap().forEach((flag, value) -> map.put(flag.longName, value));
    map.put(Flag.LOG_LEVEL.longName, logLevel.toString());
    map.put(Flag.LOG_FORMAT.longName, logFormat.toString());
    return map;
  }

  private static String prefix(String path) {
    if (path.isEmpty() || path.equals("/")) {
      return "";
    }
    String rooted = path.startsWith("/") ? path : "/" + path;
    return rooted.endsWith("/") ? rooted.substring(0, rooted.length() - 1) : rooted;
  }
}
