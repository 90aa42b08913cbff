package io.sluice.cli;

import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// The values of all flags.
///
/// @param values a value of the flag's type for each of [Flag#settings]
public record Flags(Map<Flag<?>, Object> values) {
  private static final String AGGREGATE = "aggregate";
  private static final String STALE = "stale";

  public Flags {
    values = Map.copyOf(values);
  }

  /// The value of a flag: as given, else its default.
  @SuppressWarnings("unchecked") // The flag has parsed the value.
  public <T> T get(Flag<T> flag) {
    return (T) Objects.requireNonNull(values.get(flag), flag.longName);
  }

  /// The prefix of all routes: empty, or a path that starts but does not end with a slash.
  public String routePrefix() {
    String given = get(Flag.ROUTE_PREFIX);
    return given.isEmpty() ? externalPrefix() : prefix(given);
  }

  /// The prefix of the gateway's paths in browsers; has the form of [#routePrefix].
  public String externalPrefix() {
    return prefix(get(Flag.EXTERNAL_URL).path());
  }

  /// The complete path of the scrape endpoint, including the prefix, without redundant slashes.
  public String scrapePath() {
    return UrlPath.join(routePrefix(), get(Flag.TELEMETRY_PATH));
  }

  /// Whether pushes are aggregated unless the URL or a rule specifies otherwise.
  public boolean isAggregating() {
    return get(Flag.DEFAULT_MODE).equals(AGGREGATE);
  }

  /// The status of the response to a push that was applied.
  public int successStatus() {
    return Integer.parseInt(get(Flag.SUCCESS_STATUS));
  }

  /// Whether the gateway is a node of a cluster.
  public boolean isClusterNode() {
    return !get(Flag.CLUSTER_DATA).isEmpty();
  }

  /// Whether scrapes of a cluster node return its own state, without asking the leader.
  public boolean readsStale() {
    return get(Flag.CLUSTER_READ).equals(STALE);
  }

  /// The flags and their values for the API and the web UI.
  public SortedMap<String, String> asMap() {
    var map = new TreeMap<String, String>();
    for (Flag<?> flag : Flag.settings()) {
      map.put(flag.longName, flag.textIn(this));
    }
    map.put(Flag.ROUTE_PREFIX.longName, routePrefix());
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
