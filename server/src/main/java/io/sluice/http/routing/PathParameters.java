package io.sluice.http.routing;

import java.util.Map;

/// What the path of a request held in the places of a route's parameters. Chars are bytes.
public record PathParameters(Map<String, String> values) {
  static final PathParameters NONE = new PathParameters(Map.of());

  /// The value of `:name` or `*name`, or nothing. That of `*name` begins with a slash.
  public String get(String name) {
    return values.getOrDefault(name, "");
  }
}
