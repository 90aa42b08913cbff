package io.sluice.web;

import io.sluice.gateway.Gateway;
import io.sluice.http.Handler;
import io.sluice.http.PathParameters;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.http.RoutedHandler;
import io.sluice.http.Router;
import io.sluice.journal.LogException;
import io.sluice.model.Names;
import io.sluice.store.StoreView;
import io.sluice.telemetry.OwnMetrics;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/// The routes of the gateway.
public final class Endpoints {
  /// How the endpoints are to behave.
  ///
  /// @param routePrefix what all routes start with: empty, or a path without a slash at its end
  /// @param externalPrefix the same as browsers see it
  /// @param scrapePath the whole path of the exposition
  /// @param isChecked whether pushes that do not fit are answered with 400
  /// @param names what names in bodies and URLs may be
  /// @param maxDecodedBytes the most that a compressed body may unfold to
  /// @param flags what to show as flags
  /// @param buildInformation what to show about the build
  public record Settings(
      String routePrefix,
      String externalPrefix,
      String scrapePath,
      boolean isLifecycleEnabled,
      boolean isAdminApiEnabled,
      boolean isChecked,
      Names names,
      int maxDecodedBytes,
      Map<String, String> flags,
      Map<String, String> buildInformation,
      Instant start) {}

  private final Gateway gateway;
  private final OwnMetrics ownMetrics;
  private final Settings settings;
  private final Executor executor;
  private final Router.Builder router;

  private Endpoints(Gateway gateway, OwnMetrics ownMetrics, Settings settings, Executor executor) {
    this.gateway = gateway;
    this.ownMetrics = ownMetrics;
    this.settings = settings;
    this.executor = executor;
    this.router =
        new Router.Builder(settings.routePrefix() + "/api/v1", settings.maxDecodedBytes());
  }

  /// What answers all requests.
  ///
  /// @param executor takes long work off the event loops
  /// @param quit is run when a client asks the gateway to stop
  public static Handler handler(
      Gateway gateway, OwnMetrics ownMetrics, Settings settings, Executor executor, Runnable quit) {
    var endpoints = new Endpoints(gateway, ownMetrics, settings, executor);
    endpoints.addPushing();
    endpoints.addScraping();
    endpoints.addHealth();
    endpoints.addLifecycle(quit);
    endpoints.addPage();
    endpoints.addApi();
    return endpoints.router.build();
  }

  private void addPushing() {
    var keys = new KeyParser(settings.names());
    var push = new PushHandler(gateway, keys, settings.names(), settings.isChecked(), executor);
    var delete = new DeleteHandler(gateway, keys);
    for (boolean isBase64 : new boolean[] {false, true}) {
      String job = settings.routePrefix() + "/metrics/job" + (isBase64 ? "@base64" : "") + "/:job";
      for (String pattern : new String[] {job, job + "/*labels"}) {
        router.route("PUT", pattern, pushed((r, p) -> push.handle(r, path(isBase64, p), true)));
        router.route("POST", pattern, pushed((r, p) -> push.handle(r, path(isBase64, p), false)));
        router.route(
            "DELETE", pattern, counted("delete", (_, p) -> delete.handle(path(isBase64, p))));
      }
    }
  }

  private void addScraping() {
    var all = new ScrapeHandler(gateway::view, ownMetrics::gather, executor);
    var own = new ScrapeHandler(StoreView::empty, ownMetrics::gather, executor);
    router.route("GET", settings.scrapePath(), (r, _) -> all.handle(r));
    router.route("GET", settings.routePrefix() + "/-/metrics", (r, _) -> own.handle(r));
  }

  private void addHealth() {
    router.route(
        "GET",
        settings.routePrefix() + "/-/healthy",
        counted("healthy", now(_ -> Response.text(200, "OK"))));
    router.route("GET", settings.routePrefix() + "/-/ready", counted("ready", now(_ -> ready())));
  }

  private Response ready() {
    String problem = gateway.problem();
    return problem == null ? Response.text(200, "OK") : Response.error(503, problem);
  }

  private void addLifecycle(Runnable quit) {
    RoutedHandler put =
        now(
            _ -> {
              if (!settings.isLifecycleEnabled()) {
                return Response.text(403, "Lifecycle API is not enabled.");
              }
              quit.run();
              return Response.text(200, "Requesting termination... Goodbye!");
            });
    router.route("PUT", settings.routePrefix() + "/-/quit", put);
    router.route("POST", settings.routePrefix() + "/-/quit", put);
    // As upstream, the hint is at the root whatever the prefix.
    router.route(
        "GET", "/-/quit", now(_ -> Response.text(405, "Only POST or PUT requests allowed.")));
  }

  private void addPage() {
    var page =
        new StatusPage(
            gateway,
            settings.flags(),
            settings.buildInformation(),
            settings.externalPrefix(),
            settings.start());
    var files = new StaticFiles();
    RoutedHandler show =
        counted("status", (_, _) -> CompletableFuture.supplyAsync(page::show, executor));
    router.route("GET", settings.routePrefix() + "/", show);
    router.route("GET", settings.routePrefix() + "/status", show);
    router.route(
        "GET",
        settings.routePrefix() + "/static/*filepath",
        counted("static", (_, p) -> done(files.get(p.get("filepath")))));
  }

  private void addApi() {
    var api = new JsonApi(gateway, settings.flags(), settings.buildInformation(), settings.start());
    router.api("OPTIONS", "/*path", counted("api/v1/options", now(_ -> api.options())));
    router.api("GET", "/status", counted("api/v1/status", now(_ -> api.status())));
    router.api(
        "GET",
        "/metrics",
        counted("api/v1/metrics", (_, _) -> CompletableFuture.supplyAsync(api::metrics, executor)));
    if (settings.isAdminApiEnabled()) {
      router.api(
          "PUT",
          "/admin/wipe",
          counted("wipe", (_, _) -> gateway.wipe().thenApply(_ -> Response.empty(202))));
    }
  }

  private RoutedHandler counted(String name, RoutedHandler handler) {
    return (request, parameters) ->
        handler
            .handle(request, parameters)
            .exceptionally(Endpoints::unavailable)
            .thenApply(
                response -> {
                  ownMetrics.requestServed(name, response.status(), request.method());
                  return response;
                });
  }

  /// The answer to a change that could not be made safe.
  private static Response unavailable(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof LogException e) {
      return Response.error(503, String.valueOf(e.getMessage()));
    }
    throw new CompletionException(cause);
  }

  private RoutedHandler pushed(RoutedHandler handler) {
    RoutedHandler counted = counted("push", handler);
    return (request, parameters) -> {
      long start = System.nanoTime();
      return counted
          .handle(request, parameters)
          .thenApply(
              response -> {
                long durationNanos = System.nanoTime() - start;
                ownMetrics.pushServed(request.method(), request.headBytes(), durationNanos);
                return response;
              });
    };
  }

  private static RoutedHandler now(Function<Request, Response> answer) {
    return (request, _) -> done(answer.apply(request));
  }

  private static CompletionStage<Response> done(Response response) {
    return CompletableFuture.completedFuture(response);
  }

  private static PushPath path(boolean isJobBase64, PathParameters parameters) {
    return new PushPath(isJobBase64, parameters.get("job"), parameters.get("labels"));
  }
}
