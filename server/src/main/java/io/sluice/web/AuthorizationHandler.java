package io.sluice.web;

import io.sluice.http.Handler;
import io.sluice.http.Request;
import io.sluice.http.Response;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Lets a request through to the routes if its user may read or administer.
///
/// What asks for a change needs the right to administer, whatever it is, unless it is known here to
/// be less: a route that is added later is closed until it is listed. Pushes and deletes pass; they
/// are asked about where their grouping key is known, by [Permissions] too. Health is open.
final class AuthorizationHandler implements Handler {
  private static final Set<String> READING_METHODS = Set.of("GET", "HEAD", "OPTIONS");

  private static final String GROUPS = "/api/v1/groups";

  private final Permissions permissions;
  private final String prefix;
  private final Handler routes;

  /// @param prefix what all paths start with
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

  /// Whether the handler asks for rights to each group.
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

  /// Whether the handler asks for rights to each group that it finds. Who may delete none learns
  /// nothing of what there is, and costs no search.
  private static boolean isOfGroups(String path, String method) {
    return method.equals("DELETE") && (path.equals(GROUPS) || path.startsWith(GROUPS + "/"));
  }

  /// A POST that changes nothing.
  private static boolean isReading(String path, String method) {
    return method.equals("POST") && path.equals("/api/v1/check");
  }
}
