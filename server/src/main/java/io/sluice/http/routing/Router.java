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

/// Finds the handler of a request, as the Pushgateway's two routers and the multiplexer before them
/// do: with the same redirects, the same 404, 405 and `OPTIONS` answers, and the same place to
/// decompress.
// In this order: redirect a path with empty or dot segments; then either the API branch, where
// nothing is decompressed, or decompress and take the main branch; there, the route, or else a
// redirect to the path that was meant, or else 405, or else 404.
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

    /// @param apiBase what all paths of the API begin with, such as `/prefix/api/v1`
    /// @param maxDecodedBytes the most that a compressed body may unfold to
    public Builder(String apiBase, int maxDecodedBytes) {
      this.apiBase = apiBase;
      this.maxDecodedBytes = maxDecodedBytes;
    }

    /// Where compressed bodies are decompressed, and the listener for those that are too large.
    /// Without this, on the calling thread, and without a listener.
    public Builder unpacking(Executor executor, RefusalListener refusals) {
      this.executor = executor;
      this.refusals = refusals;
      return this;
    }

    /// A route outside the API.
    ///
    /// @param pattern the whole path, such as `/metrics/job/:job/*labels`
    public Builder route(String method, String pattern, RoutedHandler handler) {
      main.add(method, pattern, handler);
      return this;
    }

    /// A route of the API, whose bodies are not decompressed.
    ///
    /// @param pattern the path below the API's base
    public Builder api(String method, String pattern, RoutedHandler handler) {
      api.add(method, pattern, handler);
      return this;
    }

    /// A route of the API to which bodies are pushed, and thus decompressed.
    public Builder apiPush(String method, String pattern, RoutedHandler handler) {
      api.add(method, pattern, new Unpacked(handler));
      return this;
    }

    /// Asked, outside the API, where no route fits: before the path is corrected, and before 404
    /// and 405.
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

  /// Where the multiplexer redirects to, escaped, or null. It takes the escaped path for a plain
  /// one: what was escaped is escaped again.
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

  /// Whether cleaning could change the path; nearly none needs a closer look.
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

  /// Marks a handler of bodies that are to be decompressed.
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
