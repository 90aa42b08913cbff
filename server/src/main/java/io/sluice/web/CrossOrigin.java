package io.sluice.web;

import io.sluice.http.Handler;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.web.request.OtlpPaths;
import io.sluice.web.request.PushPaths;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Allows web pages of other origins to push: responds to their preflight requests, and allows them
/// to read each response. See the Fetch standard, "CORS protocol".
///
/// The paths of the API are excluded, because they have their own headers.
final class CrossOrigin implements Handler {
  private static final String ANY = "*";
  private static final String METHODS = "POST, PUT";
  private static final String HEADERS =
      "Authorization, Content-Encoding, Content-Type, Idempotency-Key, Push-Expect, Push-TTL";
  private static final String MAX_AGE_SECONDS = "7200";

  private final List<String> origins;
  private final String prefix;
  private final OtlpPaths otlp;
  private final Handler routes;

  /// @param origins such as `https://app.example.org`; `*` allows all
  /// @param prefix the common prefix of all paths
  CrossOrigin(List<String> origins, String prefix, Handler routes) {
    this.origins = List.copyOf(origins);
    this.prefix = prefix;
    this.otlp = new OtlpPaths(prefix);
    this.routes = routes;
  }

  @Override
  public CompletionStage<Response> handle(Request request) {
    String allowed = allowed(request.header("Origin"));
    if (allowed == null || !isPush(request.path())) {
      return routes.handle(request);
    }
    boolean isPreflight =
        request.method().equals("OPTIONS")
            && request.header("Access-Control-Request-Method") != null;
    return isPreflight
        ? CompletableFuture.completedFuture(preflight(allowed))
        : routes.handle(request).thenApply(response -> readable(response, allowed));
  }

  private @Nullable String allowed(@Nullable String origin) {
    if (origin == null) {
      return null;
    }
    if (origins.contains(ANY)) {
      return ANY;
    }
    return origins.contains(origin) ? origin : null;
  }

  private boolean isPush(String path) {
    return otlp.isMetrics(path)
        || (path.startsWith(prefix) && PushPaths.isPush(path.substring(prefix.length())));
  }

  private static Response preflight(String origin) {
    return readable(Response.empty(204), origin)
        .with("Access-Control-Allow-Methods", METHODS)
        .with("Access-Control-Allow-Headers", HEADERS)
        .with("Access-Control-Max-Age", MAX_AGE_SECONDS);
  }

  private static Response readable(Response response, String origin) {
    Response readable = response.with("Access-Control-Allow-Origin", origin);
    return origin.equals(ANY) ? readable : readable.with("Vary", "Origin");
  }
}
