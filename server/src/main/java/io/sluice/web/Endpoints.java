package io.sluice.web;

import io.sluice.access.AccessFile;
import io.sluice.cluster.ClusterAdmin;
import io.sluice.format.ParseLimits;
import io.sluice.gateway.Gateway;
import io.sluice.gateway.PushRequest;
import io.sluice.history.RecentPushes;
import io.sluice.http.Handler;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.http.routing.PathParameters;
import io.sluice.http.routing.RoutedHandler;
import io.sluice.http.routing.Router;
import io.sluice.intake.Intake;
import io.sluice.intake.PushLimits;
import io.sluice.log.LogException;
import io.sluice.model.MetricFamily;
import io.sluice.model.Names;
import io.sluice.rules.RulesFile;
import io.sluice.store.StoreView;
import io.sluice.telemetry.OwnMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The routes of the gateway.
public final class Endpoints {
  /// How the endpoints are to behave.
  ///
  /// @param routePrefix what all routes start with: empty, or a path without a slash at its end
  /// @param externalPrefix the same as browsers see it
  /// @param scrapePath the whole path of the exposition
  /// @param isOpenMetricsEnabled whether a scraper that asks for OpenMetrics gets it
  /// @param isChecked whether pushes that do not fit are answered with 400
  /// @param isAggregating whether pushes add up where nobody says otherwise
  /// @param corsOrigins of web pages that may push
  /// @param names what names in bodies and URLs may be
  /// @param maxDecodedBytes the most that a compressed body may unfold to
  /// @param parseLimits what a push may hold
  /// @param access says who may do what; null if everybody may do all
  /// @param flags what to show as flags
  /// @param buildInformation what to show about the build
  public record Settings(
      String routePrefix,
      String externalPrefix,
      String scrapePath,
      boolean isLifecycleEnabled,
      boolean isAdminApiEnabled,
      boolean isOpenMetricsEnabled,
      boolean isChecked,
      boolean isAggregating,
      List<String> corsOrigins,
      Names names,
      int maxDecodedBytes,
      ParseLimits parseLimits,
      @Nullable AccessFile access,
      Map<String, String> flags,
      Map<String, String> buildInformation,
      Instant start) {
    public Settings {
      corsOrigins = List.copyOf(corsOrigins);
    }
  }

  private final Gateway gateway;
  private final OwnMetrics ownMetrics;
  private final RecentPushes history;
  private final Settings settings;
  private final RulesFile rules;
  private final Executor executor;
  private final Executor apiThreads;
  private final @Nullable ClusterAdmin cluster;
  private final Permissions permissions;
  private final Intake intake;
  private final Router.Builder router;

  private Endpoints(
      Gateway gateway,
      OwnMetrics ownMetrics,
      RecentPushes history,
      Settings settings,
      RulesFile rules,
      Executor executor,
      Executor apiThreads,
      @Nullable ClusterAdmin cluster) {
    this.gateway = gateway;
    this.ownMetrics = ownMetrics;
    this.history = history;
    this.settings = settings;
    this.rules = rules;
    this.cluster = cluster;
    this.executor = executor;
    this.apiThreads = apiThreads;
    this.permissions = new Permissions(settings.access());
    this.intake =
        new Intake(
            gateway,
            settings.names(),
            new PushLimits(settings.parseLimits(), settings.maxDecodedBytes()),
            settings.access(),
            rules::rules);
    this.router =
        new Router.Builder(settings.routePrefix() + "/api/v1", settings.maxDecodedBytes())
            .unpacking(executor, new RefusalRecorder(ownMetrics, history, settings.routePrefix()));
  }

  /// What answers all requests.
  ///
  /// @param history is told of all pushes that come to a handler
  /// @param rules what is shown, and read again when a client asks for it
  /// @param executor takes long work off the event loops
  /// @param apiThreads take work off the event loops whose amount a client may choose
  /// @param cluster null if the gateway runs alone
  /// @param quit is run when a client asks the gateway to stop
  public static Handler handler(
      Gateway gateway,
      OwnMetrics ownMetrics,
      RecentPushes history,
      Settings settings,
      RulesFile rules,
      Executor executor,
      Executor apiThreads,
      @Nullable ClusterAdmin cluster,
      Runnable quit) {
    var endpoints =
        new Endpoints(gateway, ownMetrics, history, settings, rules, executor, apiThreads, cluster);
    endpoints.addPushing();
    endpoints.addScraping();
    endpoints.addHealth();
    endpoints.addLifecycle(quit);
    endpoints.addReload();
    endpoints.addPage();
    endpoints.addApi();
    endpoints.addGroupsApi();
    endpoints.addHistoryApi();
    endpoints.addToolsApi();
    endpoints.addClusterApi();
    String prefix = settings.routePrefix();
    Handler gate =
        new AuthorizationHandler(endpoints.permissions, prefix, endpoints.router.build());
    return settings.corsOrigins().isEmpty()
        ? gate
        : new CrossOrigin(settings.corsOrigins(), prefix, gate);
  }

  private void addPushing() {
    var keys = new GroupingKeyParser(settings.names());
    var push =
        new PushHandler(intake, keys, settings.isChecked(), ownMetrics::requestRefused, executor);
    var delete = new DeleteHandler(gateway, keys, permissions);
    addPushing("/metrics", push, delete, PushRequest.Mode.REPLACE, PushRequest.Mode.MERGE);
    if (settings.isAggregating()) {
      addPushingWithoutJob("/metrics", push, delete);
    }
    String base = "/aggregate/metrics";
    addPushing(base, push, delete, PushRequest.Mode.AGGREGATE, PushRequest.Mode.AGGREGATE);
    addPushingWithoutJob(base, push, delete);
  }

  private void addPushing(
      String base,
      PushHandler push,
      DeleteHandler delete,
      PushRequest.Mode put,
      PushRequest.Mode post) {
    for (boolean isBase64 : new boolean[] {false, true}) {
      String job = settings.routePrefix() + base + "/job" + (isBase64 ? "@base64" : "") + "/:job";
      for (String pattern : new String[] {job, job + "/*labels"}) {
        router.route("PUT", pattern, pushed((r, p) -> push.handle(r, path(isBase64, p), put)));
        router.route("POST", pattern, pushed((r, p) -> push.handle(r, path(isBase64, p), post)));
        router.route(
            "DELETE", pattern, counted("delete", (r, p) -> delete.handle(r, path(isBase64, p))));
      }
    }
  }

  /// The paths that only aggregated groups have. To be added after those with a job, which come
  /// first where both fit.
  private void addPushingWithoutJob(String base, PushHandler push, DeleteHandler delete) {
    String all = settings.routePrefix() + base;
    for (String pattern : new String[] {all, all + "/*labels"}) {
      for (String method : new String[] {"PUT", "POST"}) {
        router.route(
            method,
            pattern,
            pushed((r, p) -> push.handle(r, pathWithoutJob(p), PushRequest.Mode.AGGREGATE)));
      }
      router.route(
          "DELETE", pattern, counted("delete", (r, p) -> delete.handle(r, pathWithoutJob(p))));
    }
  }

  private void addScraping() {
    // The nodes of a cluster show the same under one address, so what is about one of them has its
    // own path.
    ScrapeHandler all =
        scrapeHandler(
            gateway::view, cluster == null ? ownMetrics::gather : List::of, gateway::catchUp);
    ScrapeHandler own =
        scrapeHandler(
            StoreView::empty, ownMetrics::gather, _ -> CompletableFuture.completedFuture(null));
    router.route(
        "GET",
        settings.scrapePath(),
        (r, _) -> all.handle(r).exceptionally(Endpoints::unavailable));
    router.route("GET", settings.routePrefix() + "/-/metrics", (r, _) -> own.handle(r));
  }

  private ScrapeHandler scrapeHandler(
      Supplier<StoreView> view,
      Supplier<List<MetricFamily>> ownFamilies,
      Function<Duration, CompletionStage<Void>> catchUp) {
    return new ScrapeHandler(
        view, ownFamilies, gateway::nowNanos, settings.isOpenMetricsEnabled(), catchUp, executor);
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

  private void addReload() {
    RoutedHandler reload =
        counted("reload", (_, _) -> CompletableFuture.supplyAsync(this::reload, executor));
    router.route("PUT", settings.routePrefix() + "/-/reload", reload);
    router.route("POST", settings.routePrefix() + "/-/reload", reload);
  }

  private Response reload() {
    if (!settings.isLifecycleEnabled()) {
      return Response.text(403, "Lifecycle API is not enabled.");
    }
    try {
      rules.reload();
      return Response.empty(200);
    } catch (RulesFile.UnusableException e) {
      return Response.error(500, "failed to reload config: " + e.getMessage());
    }
  }

  private void addPage() {
    var site = new StatusUi(settings.externalPrefix(), executor);
    RoutedHandler show = counted("status", (r, _) -> site.page(r));
    router.route("GET", settings.routePrefix() + "/", show);
    router.route("GET", settings.routePrefix() + "/status", show);
    router.route(
        "GET",
        settings.routePrefix() + "/static/*filepath",
        counted("static", (r, p) -> site.file(r, p.get("filepath"))));
  }

  private void addApi() {
    var api = new JsonApi(gateway, settings.flags(), settings.buildInformation(), settings.start());
    router.api("OPTIONS", "/*path", counted("api/v1/options", now(_ -> api.options())));
    router.api("GET", "/status", counted("api/v1/status", now(_ -> api.status())));
    router.api(
        "GET",
        "/metrics",
        counted("api/v1/metrics", (_, _) -> CompletableFuture.supplyAsync(api::metrics, executor)));
    var rulesApi = new RulesApi(rules, new GroupingKeyParser(settings.names()));
    router.api("GET", "/rules", counted("api/v1/rules", (r, _) -> done(rulesApi.show(r))));
    if (settings.isAdminApiEnabled()) {
      router.api(
          "PUT",
          "/admin/wipe",
          counted("wipe", (_, _) -> gateway.wipe().thenApply(_ -> Response.empty(202))));
    }
  }

  private void addGroupsApi() {
    var keys = new GroupingKeyParser(settings.names());
    var paths = new GroupingKeyPath(settings.names());
    var groups = new GroupsApi(gateway, keys, paths, permissions, settings.isAdminApiEnabled());
    router.api("OPTIONS", "/groups", counted("api/v1/options", now(_ -> JsonAnswer.readOnly())));
    router.api("GET", "/groups", counted("api/v1/groups", apart((r, _) -> groups.list(r))));
    router.api(
        "GET", "/groups/*key", counted("api/v1/group", apart((_, p) -> groups.one(p.get("key")))));
    router.api("DELETE", "/groups", counted("api/v1/groups", apart((r, _) -> groups.delete(r))));
  }

  private void addHistoryApi() {
    var api =
        new HistoryApi(
            history,
            () -> gateway.groups().totals(),
            System::nanoTime,
            new GroupingKeyPath(settings.names()));
    router.api("GET", "/pushes", counted("api/v1/pushes", apart((r, _) -> api.pushes(r))));
    router.api("GET", "/history", counted("api/v1/history", apart((_, _) -> api.points())));
    router.api("GET", "/events", counted("api/v1/events", now(api::events)));
  }

  private void addClusterApi() {
    var api = new ClusterApi(cluster);
    router.api("GET", "/cluster", counted("api/v1/cluster", apart((_, _) -> api.show())));
    RoutedHandler drain =
        counted(
            "drain",
            apart(
                (_, _) ->
                    settings.isLifecycleEnabled()
                        ? api.drain()
                        : Response.text(403, "Lifecycle API is not enabled.")));
    router.route("PUT", settings.routePrefix() + "/-/drain", drain);
    router.route("POST", settings.routePrefix() + "/-/drain", drain);
    if (settings.isAdminApiEnabled()) {
      router.api(
          "POST",
          "/admin/cluster/add",
          counted("api/v1/admin/cluster", apart((r, _) -> api.add(r))));
      router.api(
          "POST",
          "/admin/cluster/remove",
          counted("api/v1/admin/cluster", apart((r, _) -> api.remove(r))));
      router.api(
          "POST",
          "/admin/cluster/transfer",
          counted("api/v1/admin/cluster", apart((r, _) -> api.transfer(r))));
    }
  }

  private void addToolsApi() {
    var check =
        new CheckApi(
            intake, new GroupingKeyParser(settings.names()), new GroupingKeyPath(settings.names()));
    var runtime = new RuntimeApi(gateway, settings);
    router.api("POST", "/check", counted("api/v1/check", apart((r, _) -> check.check(r))));
    router.api("GET", "/runtime", counted("api/v1/runtime", apart((_, _) -> runtime.show())));
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
    Throwable cause = cause(failure);
    if (cause instanceof LogException e) {
      Response response = Response.error(503, String.valueOf(e.getMessage()));
      return e.retryAfterSeconds() == 0
          ? response
          : response.with("Retry-After", String.valueOf(e.retryAfterSeconds()));
    }
    throw new CompletionException(cause);
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
    return cause == null ? failure : cause;
  }

  /// Answers a push.
  @FunctionalInterface
  private interface PushRoute {
    CompletionStage<PushAnswer> handle(Request request, PathParameters parameters);
  }

  private RoutedHandler pushed(PushRoute route) {
    return (request, parameters) -> {
      long start = System.nanoTime();
      return route
          .handle(request, parameters)
          .exceptionally(Endpoints::unavailablePush)
          .thenApply(
              answer -> {
                long durationNanos = System.nanoTime() - start;
                int status = answer.response().status();
                ownMetrics.requestServed("push", status, request.method());
                ownMetrics.pushServed(request.method(), request.headBytes(), durationNanos);
                history.pushed(answer.push(request, request.body().length, durationNanos));
                return answer.response();
              });
    };
  }

  private static PushAnswer unavailablePush(Throwable failure) {
    return PushAnswer.refused(unavailable(failure), null);
  }

  /// Has the answer made on a thread of the API.
  private RoutedHandler apart(BiFunction<Request, PathParameters, Response> answer) {
    return (request, parameters) -> {
      try {
        return CompletableFuture.supplyAsync(
            () ->
                request.isAbandoned() ? JsonAnswer.overloaded() : answer.apply(request, parameters),
            apiThreads);
      } catch (RejectedExecutionException _) {
        return done(JsonAnswer.overloaded());
      }
    };
  }

  private static RoutedHandler now(Function<Request, Response> answer) {
    return (request, _) -> done(answer.apply(request));
  }

  private static CompletionStage<Response> done(Response response) {
    return CompletableFuture.completedFuture(response);
  }

  private static PushPath pathWithoutJob(PathParameters parameters) {
    return new PushPath(false, null, parameters.get("labels"));
  }

  private static PushPath path(boolean isJobBase64, PathParameters parameters) {
    return new PushPath(isJobBase64, parameters.get("job"), parameters.get("labels"));
  }
}
