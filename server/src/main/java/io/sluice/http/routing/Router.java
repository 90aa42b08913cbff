package io.sluice.http.routing;

import io.sluice.http.Handler;
import io.sluice.http.RefusalListener;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.http.decoding.BodyDecompression;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Finds the handler of a request like the Pushgateway's multiplexer and its two routers: with the
/// same redirects, the same responses to 404, 405 and `OPTIONS`, and decompression for the same
/// paths.
// In this order: redirect a path with empty or dot segments; then choose either the API branch,
// without decompression, or the main branch, with decompression; there, use the route, or else
// redirect to the corrected path, or else respond with 405, or else with 404.
public final class Router implements Handler {
  private final String apiBase;
  private final BodyDecompression unpacking;
  private final RouteTable main;
  private final RouteTable api;
  private final ConditionalRoute conditional;

  private Router(Builder builder) {
    this.apiBase = builder.apiBase;
    this.unpacking =
        new BodyDecompression(builder.maxDecodedBytes, builder.executor, builder.refusals);
    this.main = builder.main;
    this.api = builder.api;
    this.conditional = builder.conditional;
  }

  /// Collects the routes of a router.
  public static final class Builder {
    private final String apiBase;
    private final int maxDecodedBytes;
    private final RouteTable main = new RouteTable();
    private final RouteTable api = new RouteTable();
    private Executor executor = Runnable::run;
    private RefusalListener refusals = _ -> {};
    private ConditionalRoute conditional = _ -> null;

    /// @param apiBase the prefix of all API paths, such as `/prefix/api/v1`
    /// @param maxDecodedBytes the maximum size of a decompressed body
    public Builder(String apiBase, int maxDecodedBytes) {
      this.apiBase = apiBase;
      this.maxDecodedBytes = maxDecodedBytes;
    }

    /// Sets the executor for decompression, and the listener for bodies that are too large. By
    /// default, bodies are decompressed on the calling thread and without a listener.
    public Builder unpacking(Executor executor, RefusalListener refusals) {
      this.executor = executor;
      this.refusals = refusals;
      return this;
    }

    /// Adds a route outside the API.
    ///
    /// @param pattern the complete path, such as `/metrics/job/:job/*labels`
    public Builder route(String method, String pattern, RoutedHandler handler) {
      main.add(method, pattern, handler);
      return this;
    }

    /// Adds a route of the API, whose bodies are not decompressed.
    ///
    /// @param pattern the path below the API's base
    public Builder api(String method, String pattern, RoutedHandler handler) {
      api.add(method, pattern, handler);
      return this;
    }

    /// Adds a route of the API for pushes, whose bodies are decompressed.
    public Builder apiPush(String method, String pattern, RoutedHandler handler) {
      api.add(method, pattern, new Unpacked(handler));
      return this;
    }

    /// Adds a route that is tried outside the API if no other route matches, before the path is
    /// corrected and before 404 and 405.
    public Builder otherwise(ConditionalRoute route) {
      conditional = route;
      return this;
    }

    public Router build() {
      return new Router(this);
    }
  }

  @Override
  public CompletionStage<Response> handle(Request request) {
    String rawPath = request.target().rawPath();
    String cleaned = request.method().equals("CONNECT") ? null : cleaned(rawPath, request.path());
    if (cleaned != null) {
      return done(Redirect.to(307, cleaned, request));
    }
    if (isBelow(apiBase, rawPath)) {
      return routeApi(request);
    }
    return unpacking.handle(request, this::routeMain);
  }

  /// The path to which the multiplexer redirects, escaped, or null. Like Go, it treats the escaped
  /// path as an unescaped one and escapes it again.
  private @Nullable String cleaned(String rawPath, String path) {
    if (!isSuspicious(rawPath) && !rawPath.equals(apiBase)) {
      return null;
    }
    String escaped = GoPath.escaped(rawPath, path);
    String clean = GoPath.clean(escaped);
    if (clean.equals(apiBase)) {
      return GoPath.escape(GoPath.clean(path) + "/");
    }
    return clean.equals(escaped) ? null : GoPath.escape(clean);
  }

  /// Whether cleaning could change the path: a fast check that is false for most paths.
  private static boolean isSuspicious(String rawPath) {
    return rawPath.contains("//") || rawPath.contains("/.");
  }

  private static boolean isBelow(String base, String path) {
    return path.length() > base.length()
        && path.charAt(base.length()) == '/'
        && path.startsWith(base);
  }

  private CompletionStage<Response> routeMain(Request request) {
    if (main.find(request.method(), request.path()) == null) {
      CompletionStage<Response> answer = conditional.handle(request);
      if (answer != null) {
        return answer;
      }
    }
    return route(main, "", request);
  }

  /// Marks a handler whose bodies are decompressed.
  private record Unpacked(RoutedHandler handler) implements RoutedHandler {
    @Override
    public CompletionStage<Response> handle(Request request, PathParameters parameters) {
      return handler.handle(request, parameters);
    }
  }

  private CompletionStage<Response> routeApi(Request request) {
    RouteTable.Match match = api.find(request.method(), request.path().substring(apiBase.length()));
    return match != null && match.handler() instanceof Unpacked
        ? unpacking.handle(request, unpacked -> route(api, apiBase, unpacked))
        : route(api, apiBase, request);
  }

  private static CompletionStage<Response> route(RouteTable table, String base, Request request) {
    String path = request.path().substring(base.length());
    RouteTable.Match match = table.find(request.method(), path);
    if (match != null) {
      return match.handler().handle(request, match.parameters());
    }
    return done(unrouted(table, base, path, request));
  }

  private static Response unrouted(RouteTable table, String base, String path, Request request) {
    String method = request.method();
    String corrected = table.corrected(method, path);
    if (corrected != null) {
      int status = method.equals("GET") ? 301 : 307;
      return Redirect.to(status, GoPath.escape(base + corrected), request);
    }
    String allowed = table.allowed(method, path);
    if (allowed.isEmpty()) {
      return Response.error(404, "404 page not found");
    }
    if (method.equals("OPTIONS")) {
      return Response.empty(200).with("Allow", allowed);
    }
    return Response.error(405, "Method Not Allowed").with("Allow", allowed);
  }

  private static CompletionStage<Response> done(Response response) {
    return CompletableFuture.completedFuture(response);
  }
}
