package io.sluice.web;

import io.sluice.http.Handler;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.web.request.OtlpPaths;
import io.sluice.web.request.Permissions;
import io.sluice.web.request.PushPaths;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Passes a request to the routes if its user has the right to read or to administer.
///
/// Every request for a change requires the right to administer, unless it is listed here with a
/// lower requirement. So a new PUT, POST or DELETE requires it until it is listed; a new GET
/// requires the right to read. Pushes and deletes pass; [Permissions] checks them later, when their
/// grouping key is known. Health checks need no right.
final class AuthorizationHandler implements Handler {
  private static final Set<String> READING_METHODS = Set.of("GET", "HEAD", "OPTIONS");

  private static final String GROUPS = "/api/v1/groups";

  private final Permissions permissions;
  private final String prefix;
  private final Handler routes;

  /// @param prefix the common prefix of all paths
  AuthorizationHandler(Permissions permissions, String prefix, Handler routes) {
    this.permissions = permissions;
    this.prefix = prefix;
    this.routes = routes;
  }

  @Override
  public CompletionStage<Response> handle(Request request) {
    Response refusal = refusal(request);
    return refusal == null ? routes.handle(request) : CompletableFuture.completedFuture(refusal);
  }

  private @Nullable Response refusal(Request request) {
    String path = request.path();
    if (!path.startsWith(prefix)) {
      return permissions.refuseAdministering(request);
    }
    String inner = path.substring(prefix.length());
    if (isHealth(inner) || isOfAGroup(inner, request.method())) {
      return null;
    }
    if (isOfGroups(inner, request.method())) {
      return permissions.refuseDeletingAny(request);
    }
    return READING_METHODS.contains(request.method()) || isReading(inner, request.method())
        ? permissions.refuseReading(request)
        : permissions.refuseAdministering(request);
  }

  private static boolean isHealth(String path) {
    return path.equals("/-/healthy") || path.equals("/-/ready");
  }

  /// Whether the handler checks the right to its group.
  private static boolean isOfAGroup(String path, String method) {
    return switch (method) {
      case "PUT", "POST" -> PushPaths.isPush(path) || isPushToMany(withoutAggregate(path));
      case "DELETE" -> PushPaths.isPush(path);
      default -> false;
    };
  }

  private static boolean isPushToMany(String path) {
    return path.equals("/api/v1/groups")
        || path.equals(OtlpPaths.METRICS)
        || path.equals("/api/v1" + OtlpPaths.API_METRICS);
  }

  private static String withoutAggregate(String path) {
    return path.startsWith("/aggregate/") ? path.substring("/aggregate".length()) : path;
  }

  /// Whether the handler checks the right to each group that it finds. A user who may not delete
  /// any group is refused before the search, and so learns nothing about existing groups.
  private static boolean isOfGroups(String path, String method) {
    return method.equals("DELETE") && (path.equals(GROUPS) || path.startsWith(GROUPS + "/"));
  }

  /// A POST that changes nothing.
  private static boolean isReading(String path, String method) {
    return method.equals("POST") && path.equals("/api/v1/check");
  }
}
