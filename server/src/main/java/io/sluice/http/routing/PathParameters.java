package io.sluice.http.routing;

import java.util.Map;

/// The values of a route's parameters in the path of a request. Each char is one byte.
public record PathParameters(Map<String, String> values) {
  static final PathParameters NONE = new PathParameters(Map.of());

  /// The value of `:name` or `*name`, or an empty string. That of `*name` begins with a slash.
  public String get(String name) {
    return values.getOrDefault(name, "");
  }
}
