package io.sluice.http.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Routes by method and path, with the corrections of Go's httprouter 1.3.0.
// Each method has routes of its own; corrections and matches never mix methods. Exact routes
// are found by hash; the few with parameters are tried one by one, no two of which match the
// same path.
final class RouteTable {
  private static final String OPTIONS = "OPTIONS";

  /// A route and what the path held.
  record Match(RoutedHandler handler, PathParameters parameters) {}

  private record Route(RoutePattern pattern, RoutedHandler handler) {}

  private static final class Routes {
    private final Map<String, Match> pathToExact = new HashMap<>();
    private final Map<String, String> lowerCaseToPath = new HashMap<>();
    private final List<Route> parameterised = new ArrayList<>();
  }

  private final Map<String, Routes> methodToRoutes = new TreeMap<>();

  void add(String method, String pattern, RoutedHandler handler) {
    Routes routes = methodToRoutes.computeIfAbsent(method, _ -> new Routes());
    RoutePattern parsed = RoutePattern.parse(pattern);
    if (parsed.isExact()) {
      Match match = new Match(handler, PathParameters.NONE);
      if (routes.pathToExact.put(pattern, match) != null) {
        throw new IllegalArgumentException("second route for " + method + " " + pattern);
      }
      routes.lowerCaseToPath.put(pattern.toLowerCase(Locale.ROOT), pattern);
    } else {
      routes.parameterised.add(new Route(parsed, handler));
    }
  }

  /// The route of a request, or null.
  @Nullable Match find(String method, String path) {
    Routes routes = methodToRoutes.get(method);
    return routes == null ? null : find(routes, path);
  }

  private static @Nullable Match find(Routes routes, String path) {
    Match exact = routes.pathToExact.get(path);
    if (exact != null) {
      return exact;
    }
    for (Route route : routes.parameterised) {
      PathParameters parameters = route.pattern.match(path);
      if (parameters != null) {
        return new Match(route.handler, parameters);
      }
    }
    return null;
  }

  /// The path that a client must have meant, if the method has a route for it: the same with or
  /// without the last slash, or else without empty and dot segments and in another case. Or null.
  @Nullable String corrected(String method, String path) {
    Routes routes = methodToRoutes.get(method);
    if (routes == null || path.equals("/")) {
      return null;
    }
    String other = withOtherEnd(path);
    if (isReachedBySlash(routes, other)) {
      return other;
    }
    return ignoringCase(routes, cleaned(path));
  }

  private static String withOtherEnd(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path + "/";
  }

  private static boolean isReachedBySlash(Routes routes, String other) {
    if (routes.pathToExact.containsKey(other)) {
      return true;
    }
    for (Route route : routes.parameterised) {
      RoutePattern pattern = route.pattern;
      boolean isBeforeRest = pattern.parameter() == null && other.equals(pattern.literal() + "/");
      if (isBeforeRest || (isBeforeParameter(pattern, other) && isForked(routes, other))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBeforeParameter(RoutePattern pattern, String path) {
    return pattern.parameter() != null && pattern.literal().equals(path + "/");
  }

  /// Whether routes part right after this path. httprouter redirects from there to the path itself,
  /// though nothing is there: `/metrics/job/` leads to `/metrics/job`, because of
  /// `/metrics/job@base64/`.
  private static boolean isForked(Routes routes, String path) {
    for (Route route : routes.parameterised) {
      String literal = route.pattern.literal();
      if (literal.startsWith(path) && !literal.startsWith(path + "/")) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String ignoringCase(Routes routes, String path) {
    String lowerCase = path.toLowerCase(Locale.ROOT);
    String exact = routes.lowerCaseToPath.get(lowerCase);
    if (exact == null) {
      exact = routes.lowerCaseToPath.get(withOtherEnd(lowerCase));
    }
    if (exact != null) {
      return exact;
    }
    for (Route route : routes.parameterised) {
      String match = route.pattern.matchIgnoringCase(path);
      if (match == null && route.pattern.parameter() == null) {
        match = route.pattern.matchIgnoringCase(path + "/");
      }
      if (match != null) {
        return match;
      }
    }
    return null;
  }

  /// httprouter's cleaning: as Go's, but a single dot at the end leaves a slash.
  private static String cleaned(String path) {
    return GoPath.clean(path.endsWith("/.") ? path.substring(0, path.length() - 1) : path);
  }

  /// The other methods that have a route for a path, as an `Allow` header lists them; empty if
  /// there are none.
  String allowed(String method, String path) {
    List<String> allowed = new ArrayList<>();
    methodToRoutes.forEach(
        (other, routes) -> {
          boolean isOther = !other.equals(method) && !other.equals(OPTIONS);
          if (isOther && find(routes, path) != null) {
            allowed.add(other);
          }
        });
    if (!allowed.isEmpty()) {
      allowed.add(OPTIONS);
      allowed.sort(null);
    }
    return String.join(", ", allowed);
  }
}
