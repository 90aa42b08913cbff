package io.sluice.cli;

import io.sluice.go.GoDuration;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The values of all flags.
///
/// @param listenAddresses at least one
/// @param webConfigFile empty if not given
/// @param accessFile empty to allow everything
/// @param openHealth whether health checks need no authentication
/// @param telemetryPath as given; [#scrapePath] is the path to serve
/// @param givenRoutePrefix empty if not given; [#routePrefix] is the one to use
/// @param persistenceFile empty for no persistence
/// @param rulesFile empty for no rules
/// @param textfileDirectories empty for no text files
public record Flags(
    boolean systemdSocket,
    List<String> listenAddresses,
    String webConfigFile,
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

  /// The prefix of all routes: empty, or a path that starts but does not end with a slash.
  public String routePrefix() {
    return givenRoutePrefix.isEmpty() ? externalPrefix() : prefix(givenRoutePrefix);
  }

  /// The prefix of the gateway's paths in browsers; has the form of [#routePrefix].
  public String externalPrefix() {
    return prefix(externalUrl.path());
  }

  /// The complete path of the scrape endpoint, including the prefix, without redundant slashes.
  public String scrapePath() {
    return UrlPath.join(routePrefix(), telemetryPath);
  }

  /// The flags and their values for the API and the web UI.
  public SortedMap<String, String> asMap() {
    var map = new TreeMap<String, String>();
    map.put(Flag.SYSTEMD_SOCKET.longName, String.valueOf(systemdSocket));
    map.put(Flag.LISTEN_ADDRESS.longName, String.join(",", listenAddresses));
    map.put(Flag.WEB_CONFIG_FILE.longName, webConfigFile);
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
