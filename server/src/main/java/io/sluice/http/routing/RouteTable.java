package io.sluice.http.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Routes by method and path, with the corrections of Go's httprouter 1.3.0.
// Each method has its own routes; corrections and matches only use routes of the same method. Exact
// routes are found by hash. The few routes with parameters are tried in the order in which they
// were added; the first match is used.
final class RouteTable {
  private static final String OPTIONS = "OPTIONS";

  /// A route and the parameters in the path.
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

  /// The corrected path, if the method has a route for it: with or without the last slash, or else
  /// cleaned of empty and dot segments and in another case. Otherwise null.
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

  /// Whether routes diverge directly after this path. httprouter then redirects to this path,
  /// although it has no route: `/metrics/job/` is redirected to `/metrics/job`, because of
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

  /// Cleans a path like httprouter: like Go, but a single dot at the end is replaced with a slash.
  private static String cleaned(String path) {
    return GoPath.clean(path.endsWith("/.") ? path.substring(0, path.length() - 1) : path);
  }

  /// The value of the `Allow` header: the other methods with a route for the path; empty if there
  /// are none.
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
