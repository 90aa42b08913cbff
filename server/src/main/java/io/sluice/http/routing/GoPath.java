package io.sluice.http.routing;

import java.util.ArrayList;
import java.util.List;

/// Escapes paths like Go's `net/url`, and cleans them like Go's `path`.
final class GoPath {
  private static final String UNRESERVED = "-_.~$&+,/:;=@";
  private static final String ALLOWED_AS_SENT = "!'()*[]%";
  private static final String HEX = "0123456789ABCDEF";

  private GoPath() {}

  /// The path that Go's multiplexer uses: as sent, unless it contains characters that should have
  /// been escaped.
  ///
  /// @param raw as sent
  /// @param path the same, decoded
  static String escaped(String raw, String path) {
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (mustBeEscaped(c) && ALLOWED_AS_SENT.indexOf(c) < 0) {
        return escape(path);
      }
    }
    return raw;
  }

  /// Escapes every byte that is special in a path, including percent signs.
  static String escape(String path) {
    StringBuilder escaped = new StringBuilder(path.length() + 16);
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (mustBeEscaped(c)) {
        escaped.append('%').append(HEX.charAt(c >> 4 & 0xf)).append(HEX.charAt(c & 0xf));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /// The path without empty and dot segments. A slash at the end is kept.
  static String clean(String path) {
    List<String> kept = new ArrayList<>();
    int start = 0;
    while (start <= path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      keep(kept, path.substring(start, end));
      start = end + 1;
    }
    String clean = "/" + String.join("/", kept);
    return path.endsWith("/") && !kept.isEmpty() ? clean + "/" : clean;
  }

  private static void keep(List<String> kept, String segment) {
    if (segment.equals("..")) {
      if (!kept.isEmpty()) {
        kept.removeLast();
      }
    } else if (!segment.isEmpty() && !segment.equals(".")) {
      kept.add(segment);
    }
  }

  private static boolean mustBeEscaped(char c) {
    boolean isAlphanumeric =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return !isAlphanumeric && UNRESERVED.indexOf(c) < 0;
  }
}
