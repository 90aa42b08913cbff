package io.sluice.web.request;

import org.jspecify.annotations.Nullable;

/// The paths of pushes and of deletes of groups.
public final class PushPaths {
  private static final String METRICS = "/metrics";
  private static final String AGGREGATE = "/aggregate";

  /// The push path of the first aggregation gateway, which client libraries for web pages use.
  private static final String OF_PAGES = "/api/ui/metrics";

  private PushPaths() {}

  /// Whether a path is that of a push or of a delete, even if its grouping key is invalid.
  ///
  /// @param path without the prefix of all routes
  public static boolean isPush(String path) {
    String inner = path.startsWith(AGGREGATE + "/") ? path.substring(AGGREGATE.length()) : path;
    return isAtOrBelow(METRICS, inner) || isAtOrBelow(OF_PAGES, path);
  }

  /// The rest of a path after the push path of other aggregation gateways, from the slash on or
  /// empty; null for other paths. It contains a grouping key with any labels or none.
  ///
  /// @param path without the prefix of all routes
  public static @Nullable String labelsOfOtherGateways(String path) {
    if (isAtOrBelow(OF_PAGES, path)) {
      return path.substring(OF_PAGES.length());
    }
    return isAtOrBelow(METRICS, path) ? path.substring(METRICS.length()) : null;
  }

  private static boolean isAtOrBelow(String base, String path) {
    return path.startsWith(base)
        && (path.length() == base.length() || path.charAt(base.length()) == '/');
  }
}
