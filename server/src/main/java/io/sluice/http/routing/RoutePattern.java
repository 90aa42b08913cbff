package io.sluice.http.routing;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The paths of a route: `/metrics`, `/metrics/job/:job`, `/metrics/job/:job/*labels`,
/// `/static/*file`.
///
/// A `:parameter` matches one segment, a `*rest` everything from its slash on.
///
/// @param literal the literal prefix; with its last slash before a parameter, without it before a
///   rest
record RoutePattern(String literal, @Nullable String parameter, @Nullable String rest) {
  static RoutePattern parse(String pattern) {
    int star = pattern.indexOf("/*");
    String rest = star < 0 ? null : pattern.substring(star + 2);
    String before = star < 0 ? pattern : pattern.substring(0, star);
    int colon = before.indexOf("/:");
    if (colon < 0) {
      return new RoutePattern(before, null, rest);
    }
    return new RoutePattern(before.substring(0, colon + 1), before.substring(colon + 2), rest);
  }

  boolean isExact() {
    return parameter == null && rest == null;
  }

  /// The parameters in a path of this route, or null if it is not one.
  @Nullable PathParameters match(String path) {
    return match(path, false);
  }

  /// A path of this route that differs from the given one only in the case of the literal part, or
  /// null.
  @Nullable String matchIgnoringCase(String path) {
    return match(path, true) == null ? null : literal + path.substring(literal.length());
  }

  private @Nullable PathParameters match(String path, boolean ignoresCase) {
    int start = literal.length();
    if (!path.regionMatches(ignoresCase, 0, literal, 0, start)) {
      return null;
    }
    int slash = parameter == null ? start : path.indexOf('/', start);
    if (rest == null) {
      boolean ends =
          parameter == null ? path.length() == start : slash < 0 && path.length() > start;
      return ends ? parameters(path, path.length()) : null;
    }
    boolean hasRest = slash >= 0 && slash < path.length() && path.charAt(slash) == '/';
    return hasRest ? parameters(path, slash) : null;
  }

  private PathParameters parameters(String path, int slash) {
    String value = path.substring(literal.length(), slash);
    if (parameter == null) {
      return rest == null
          ? PathParameters.NONE
          : new PathParameters(Map.of(rest, path.substring(slash)));
    }
    return new PathParameters(
        rest == null
            ? Map.of(parameter, value)
            : Map.of(parameter, value, rest, path.substring(slash)));
  }
}
