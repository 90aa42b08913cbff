package io.sluice.web.request;

/// The paths of OTLP.
///
/// @param prefix the common prefix of all paths
public record OtlpPaths(String prefix) {
  public static final String METRICS = "/v1/metrics";
  public static final String API_METRICS = "/otlp/v1/metrics";
  public static final String AGGREGATE = "/aggregate";
  private static final String API = "/api/v1";

  /// Whether `path` accepts OTLP metrics.
  public boolean isMetrics(String path) {
    String inner = inner(path);
    return inner.equals(METRICS) || inner.equals(API + API_METRICS);
  }

  private String inner(String path) {
    String below = path.startsWith(prefix) ? path.substring(prefix.length()) : "";
    return below.startsWith(AGGREGATE + "/") ? below.substring(AGGREGATE.length()) : below;
  }
}
