package io.sluice.cli;

import java.util.ArrayDeque;
import java.util.Deque;

/// Joins URL paths like Go's `path.Join`.
final class UrlPath {
  private UrlPath() {}

  /// `prefix` and `path` without empty, `.` and `..` segments. Empty if both are.
  static String join(String prefix, String path) {
    String joined = prefix.isEmpty() ? path : prefix + "/" + path;
    boolean rooted = joined.startsWith("/");
    Deque<String> segments = new ArrayDeque<>();
    for (String segment : joined.split("/", -1)) {
      if (segment.equals("..")) {
        segments.pollLast();
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.addLast(segment);
      }
    }
    return (rooted ? "/" : "") + String.join("/", segments);
  }
}
