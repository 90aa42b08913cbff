package io.sluice.web;

import org.jspecify.annotations.Nullable;

/// Where pushes go, and deletes of groups.
final class PushPaths {
  private static final String METRICS = "/metrics";
  private static final String AGGREGATE = "/aggregate";

  /// Where the first aggregation gateway takes pushes; libraries for web pages have it built in.
  private static final String OF_PAGES = "/api/ui/metrics";

  private PushPaths() {}

  /// Whether a path is one of a push or of a delete, though it may name no group.
  ///
  /// @param path without the prefix of all routes
  static boolean isPush(String path) {
    String inner = path.startsWith(AGGREGATE + "/") ? path.substring(AGGREGATE.length()) : path;
    return isAtOrBelow(METRICS, inner) || isAtOrBelow(OF_PAGES, path);
  }

  /// What follows where the other aggregation gateways take pushes, from the slash on or empty;
  /// null for other paths. It names a group with any labels or none.
  ///
  /// @param path without the prefix of all routes
  static @Nullable String labelsOfOtherGateways(String path) {
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
