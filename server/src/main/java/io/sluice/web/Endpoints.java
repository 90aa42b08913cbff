package io.sluice.web;

import io.sluice.cluster.ClusterAdmin;
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
import io.sluice.intake.ManyGroups;
import io.sluice.intake.OtlpIntake;
import io.sluice.log.LogException;
import io.sluice.model.GroupingKey;
import io.sluice.model.MetricFamily;
import io.sluice.rules.RulesFile;
import io.sluice.store.StoreView;
import io.sluice.telemetry.OwnMetrics;
import io.sluice.web.answer.JsonAnswer;
import io.sluice.web.answer.ViewAnswers;
import io.sluice.web.api.CheckApi;
import io.sluice.web.api.ClusterApi;
import io.sluice.web.api.GroupsApi;
import io.sluice.web.api.HistoryApi;
import io.sluice.web.api.JsonApi;
import io.sluice.web.api.RulesApi;
import io.sluice.web.push.DeleteHandler;
import io.sluice.web.push.GroupsPushHandler;
import io.sluice.web.push.ManyPushes;
import io.sluice.web.push.OtlpErrors;
import io.sluice.web.push.OtlpHandler;
import io.sluice.web.push.PushAnswer;
import io.sluice.web.push.PushHandler;
import io.sluice.web.push.RefusalRecorder;
import io.sluice.web.request.ExpectedParameters;
import io.sluice.web.request.GroupingKeyParser;
import io.sluice.web.request.GroupingKeyPath;
import io.sluice.web.request.InvalidRequestException;
import io.sluice.web.request.OtlpPaths;
import io.sluice.web.request.Permissions;
import io.sluice.web.request.PushPath;
import io.sluice.web.request.PushPaths;
import io.sluice.web.request.QueryParameters;
import io.sluice.web.ui.StatusUi;
import java.time.Duration;
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
  /// The fraction of the heap that the views of responses in progress may keep.
  private static final int VIEWS_SHARE = 16;

  private final Gateway gateway;
  private final OwnMetrics ownMetrics;
  private final RecentPushes history;
  private final EndpointSettings settings;
  private final RulesFile rules;
  private final Executor executor;
  private final Executor apiThreads;
  private final ViewAnswers viewAnswers =
      new ViewAnswers(Runtime.getRuntime().maxMemory() / VIEWS_SHARE, System::nanoTime);
  private final @Nullable ClusterAdmin cluster;
  private final Permissions permissions;
  private final Intake intake;
  private final Router.Builder router;

  private Endpoints(
      GatewayParts parts, EndpointSettings settings, Executor executor, Executor apiThreads) {
    this.gateway = parts.gateway();
    this.ownMetrics = parts.ownMetrics();
    this.history = parts.history();
    this.settings = settings;
    this.rules = parts.rules();
    this.cluster = parts.cluster();
    this.executor = executor;
    this.apiThreads = apiThreads;
    this.permissions = new Permissions(settings.access());
    this.intake = parts.intake();
    this.router =
        new Router.Builder(
                settings.paths().routePrefix() + "/api/v1", settings.pushes().limits().maxBytes())
            .unpacking(
                executor, new RefusalRecorder(ownMetrics, history, settings.paths().routePrefix()));
  }

  /// Creates the handler for all requests.
  ///
  /// @param executor runs long tasks outside the event loops
  /// @param apiThreads run tasks whose duration depends on the client's request
  /// @param quit called when a client requests a stop
  public static Handler handler(
      GatewayParts parts,
      EndpointSettings settings,
      Executor executor,
      Executor apiThreads,
      Runnable quit) {
    var endpoints = new Endpoints(parts, settings, executor, apiThreads);
    endpoints.addPushing();
    endpoints.addPushingToMany();
    if (settings.enabled().otlp()) {
      endpoints.addOtlp();
    }
    endpoints.addScraping();
    endpoints.addHealth();
    endpoints.addLifecycle(quit);
    endpoints.addReload();
    endpoints.addPage();
    endpoints.addGroupsApi(); // before addApi, whose `OPTIONS /*path` would win
    endpoints.addApi();
    endpoints.addHistoryApi();
    endpoints.addToolsApi();
    endpoints.addClusterApi();
    String prefix = settings.paths().routePrefix();
    Handler authorized =
        new AuthorizationHandler(endpoints.permissions, prefix, endpoints.router.build());
    Handler withOtlpErrors =
        settings.enabled().otlp() ? new OtlpErrors(new OtlpPaths(prefix), authorized) : authorized;
    return settings.corsOrigins().isEmpty()
        ? withOtlpErrors
        : new CrossOrigin(settings.corsOrigins(), prefix, withOtlpErrors);
  }

  private void addPushing() {
    var keys = new GroupingKeyParser(settings.pushes().names());
    var push =
        new PushHandler(
            intake,
            keys,
            settings.pushes().isChecked(),
            settings.pushes().successStatus(),
            ownMetrics::requestRefused,
            executor);
    var delete = new DeleteHandler(gateway, keys, permissions, intake.fileGroups());
    addPushing("/metrics", push, delete, PushRequest.Mode.REPLACE, PushRequest.Mode.MERGE);
    if (settings.pushes().isAggregating()) {
      addPushingWithoutJob("/metrics", push, delete);
    }
    addPushingAsToOtherGateways(keys, push, delete);
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
      String job =
          settings.paths().routePrefix() + base + "/job" + (isBase64 ? "@base64" : "") + "/:job";
      for (String pattern : new String[] {job, job + "/*labels"}) {
        router.route("PUT", pattern, pushed((r, p) -> push.handle(r, path(isBase64, p), put)));
        router.route("POST", pattern, pushed((r, p) -> push.handle(r, path(isBase64, p), post)));
        router.route(
            "DELETE", pattern, counted("delete", (r, p) -> delete.handle(r, path(isBase64, p))));
      }
    }
  }

  /// The paths that only aggregated groups have. Added after those with a job, which take
  /// precedence if both match.
  private void addPushingWithoutJob(String base, PushHandler push, DeleteHandler delete) {
    String all = settings.paths().routePrefix() + base;
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

  private void addPushingToMany() {
    var intoMany =
        new ManyGroups(
            gateway,
            intake,
            settings.pushes().names(),
            settings.pushes().limits(),
            settings.pushes().maxGroups(),
            rules::rules);
    var push =
        new GroupsPushHandler(
            intoMany, settings.pushes().names(), ownMetrics::requestRefused, executor);
    router.apiPush("PUT", "/groups", pushedToMany(r -> push.handle(r, PushRequest.Mode.REPLACE)));
    router.apiPush("POST", "/groups", pushedToMany(r -> push.handle(r, PushRequest.Mode.MERGE)));
    String adding = settings.paths().routePrefix() + OtlpPaths.AGGREGATE + "/api/v1/groups";
    for (String method : new String[] {"PUT", "POST"}) {
      router.route(method, adding, pushedToMany(r -> push.handle(r, PushRequest.Mode.AGGREGATE)));
    }
  }

  private void addOtlp() {
    var push =
        new OtlpHandler(
            new OtlpIntake(
                gateway,
                intake,
                settings.pushes().limits(),
                settings.pushes().maxGroups(),
                rules::rules),
            ownMetrics.reportOtlp(),
            ownMetrics::requestRefused,
            executor);
    RoutedHandler replace = pushedToMany(r -> push.handle(r, PushRequest.Mode.MERGE));
    RoutedHandler add = pushedToMany(r -> push.handle(r, PushRequest.Mode.AGGREGATE));
    String prefix = settings.paths().routePrefix();
    router.route("POST", prefix + OtlpPaths.METRICS, replace);
    router.apiPush("POST", OtlpPaths.API_METRICS, replace);
    router.route("POST", prefix + OtlpPaths.AGGREGATE + OtlpPaths.METRICS, add);
    router.route("POST", prefix + OtlpPaths.AGGREGATE + "/api/v1" + OtlpPaths.API_METRICS, add);
  }

  /// The URLs of other aggregation gateways, if a flag or a rule makes groups aggregated. Otherwise
  /// they behave as in a Pushgateway.
  private void addPushingAsToOtherGateways(
      GroupingKeyParser keys, PushHandler push, DeleteHandler delete) {
    RoutedHandler add =
        pushed((r, p) -> push.handle(r, pathWithoutJob(p), PushRequest.Mode.AGGREGATE));
    RoutedHandler drop = counted("delete", (r, p) -> delete.handle(r, pathWithoutJob(p)));
    String prefix = settings.paths().routePrefix();
    router.otherwise(
        request -> {
          String path = request.path();
          String labels =
              path.startsWith(prefix)
                  ? PushPaths.labelsOfOtherGateways(path.substring(prefix.length()))
                  : null;
          if (labels == null
              || !(settings.pushes().isAggregating() || isAggregatedByRule(keys, labels))) {
            return null;
          }
          var parameters = new PathParameters(Map.of("labels", labels));
          return switch (request.method()) {
            case "PUT", "POST" -> add.handle(request, parameters);
            case "DELETE" -> drop.handle(request, parameters);
            default -> null;
          };
        });
  }

  private boolean isAggregatedByRule(GroupingKeyParser keys, String labels) {
    try {
      GroupingKey key = keys.parse(new PushPath(false, null, labels));
      return Boolean.TRUE.equals(rules.rules().policyFor(key).aggregate());
    } catch (InvalidRequestException _) {
      return false;
    }
  }

  private void addScraping() {
    // All nodes of a cluster return the same at this path, so a node's own metrics have a separate
    // path.
    ScrapeHandler all =
        scrapeHandler(
            gateway::view, cluster == null ? ownMetrics::gather : List::of, gateway::catchUp);
    ScrapeHandler ownMetricsOnly =
        scrapeHandler(
            StoreView::empty, ownMetrics::gather, _ -> CompletableFuture.completedFuture(null));
    router.route(
        "GET",
        settings.paths().scrape(),
        (r, _) -> all.handle(r).exceptionally(Endpoints::unavailable));
    router.route(
        "GET", settings.paths().routePrefix() + "/-/metrics", (r, _) -> ownMetricsOnly.handle(r));
  }

  private ScrapeHandler scrapeHandler(
      Supplier<StoreView> view,
      Supplier<List<MetricFamily>> ownFamilies,
      Function<Duration, CompletionStage<Void>> catchUp) {
    return new ScrapeHandler(
        view,
        ownFamilies,
        gateway::nowNanos,
        settings.enabled().openMetrics(),
        catchUp,
        executor,
        viewAnswers);
  }

  private void addHealth() {
    router.route(
        "GET",
        settings.paths().routePrefix() + "/-/healthy",
        counted("healthy", immediate(_ -> Response.text(200, "OK"))));
    router.route(
        "GET",
        settings.paths().routePrefix() + "/-/ready",
        counted("ready", immediate(_ -> ready())));
  }

  private Response ready() {
    String problem = gateway.problem();
    return problem == null ? Response.text(200, "OK") : Response.error(503, problem);
  }

  private void addLifecycle(Runnable quit) {
    RoutedHandler put =
        immediate(
            _ -> {
              if (!settings.enabled().lifecycle()) {
                return Response.text(403, "Lifecycle API is not enabled.");
              }
              quit.run();
              return Response.text(200, "Requesting termination... Goodbye!");
            });
    router.route("PUT", settings.paths().routePrefix() + "/-/quit", put);
    router.route("POST", settings.paths().routePrefix() + "/-/quit", put);
    // As in the Pushgateway, the hint is at the root, independent of the prefix.
    router.route(
        "GET", "/-/quit", immediate(_ -> Response.text(405, "Only POST or PUT requests allowed.")));
  }

  private void addReload() {
    RoutedHandler reload =
        counted("reload", (_, _) -> CompletableFuture.supplyAsync(this::reload, executor));
    router.route("PUT", settings.paths().routePrefix() + "/-/reload", reload);
    router.route("POST", settings.paths().routePrefix() + "/-/reload", reload);
  }

  private Response reload() {
    if (!settings.enabled().lifecycle()) {
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
    var site = new StatusUi(settings.paths().externalPrefix(), executor);
    RoutedHandler show = counted("status", (r, _) -> site.page(r));
    router.route("GET", settings.paths().routePrefix() + "/", show);
    router.route("GET", settings.paths().routePrefix() + "/status", show);
    router.route(
        "GET",
        settings.paths().routePrefix() + "/static/*filepath",
        counted("static", (r, p) -> site.file(r, p.get("filepath"))));
  }

  private void addApi() {
    var api =
        new JsonApi(
            gateway,
            settings.about().flags(),
            settings.about().buildInformation(),
            settings.about().start(),
            viewAnswers);
    router.api("OPTIONS", "/*path", counted("api/v1/options", immediate(_ -> api.options())));
    router.api("GET", "/status", counted("api/v1/status", immediate(_ -> api.status())));
    router.api(
        "GET",
        "/metrics",
        counted("api/v1/metrics", (_, _) -> CompletableFuture.supplyAsync(api::metrics, executor)));
    var rulesApi = new RulesApi(rules, new GroupingKeyParser(settings.pushes().names()));
    router.api(
        "GET",
        "/rules",
        jsonEndpoint("api/v1/rules", RulesApi.PARAMETERS, (_, _, q) -> rulesApi.show(q)));
    if (settings.enabled().adminApi()) {
      router.api(
          "PUT",
          "/admin/wipe",
          counted("wipe", (_, _) -> gateway.wipe().thenApply(_ -> Response.empty(202))));
    }
  }

  private void addGroupsApi() {
    var keys = new GroupingKeyParser(settings.pushes().names());
    var paths = new GroupingKeyPath(settings.pushes().names());
    var groups =
        new GroupsApi(
            gateway, keys, paths, permissions, intake.fileGroups(), settings.enabled().adminApi());
    RoutedHandler options = counted("api/v1/options", immediate(_ -> JsonAnswer.readOnly()));
    router.api("OPTIONS", "/groups", options);
    router.api("OPTIONS", "/groups/*key", options);
    router.api(
        "GET",
        "/groups",
        jsonEndpoint("api/v1/groups", GroupsApi.LIST_PARAMETERS, (r, _, q) -> groups.list(r, q)));
    router.api(
        "GET",
        "/groups/*key",
        jsonEndpoint(
            "api/v1/group", ExpectedParameters.NONE, (_, p, _) -> groups.one(p.get("key"))));
    router.api(
        "DELETE",
        "/groups",
        jsonEndpoint(
            "api/v1/groups", GroupsApi.DELETE_PARAMETERS, (r, _, q) -> groups.delete(r, q)));
    router.api(
        "DELETE",
        "/groups/*key",
        counted(
            "api/v1/group",
            withParameters(
                GroupsApi.DELETE_FAMILY_PARAMETERS,
                (r, p, q) -> groups.deleteFamily(r, p.get("key"), q))));
  }

  private void addHistoryApi() {
    var api =
        new HistoryApi(
            history,
            () -> gateway.groups().totals(),
            System::nanoTime,
            new GroupingKeyPath(settings.pushes().names()));
    router.api(
        "GET",
        "/pushes",
        jsonEndpoint("api/v1/pushes", HistoryApi.PUSHES_PARAMETERS, (r, _, q) -> api.pushes(r, q)));
    router.api(
        "GET",
        "/history",
        jsonEndpoint("api/v1/history", ExpectedParameters.NONE, (_, _, _) -> api.points()));
    router.api(
        "GET",
        "/events",
        counted(
            "api/v1/events",
            withParameters(HistoryApi.EVENTS_PARAMETERS, (_, _, q) -> done(api.events(q)))));
  }

  private void addClusterApi() {
    var api = new ClusterApi(cluster);
    router.api(
        "GET",
        "/cluster",
        jsonEndpoint("api/v1/cluster", ExpectedParameters.NONE, (_, _, _) -> api.show()));
    RoutedHandler drain =
        counted(
            "drain",
            onApiThread(
                (_, _) ->
                    settings.enabled().lifecycle()
                        ? api.drain()
                        : Response.text(403, "Lifecycle API is not enabled.")));
    router.route("PUT", settings.paths().routePrefix() + "/-/drain", drain);
    router.route("POST", settings.paths().routePrefix() + "/-/drain", drain);
    if (settings.enabled().adminApi()) {
      router.api(
          "POST",
          "/admin/cluster/add",
          counted("api/v1/admin/cluster", onApiThread((r, _) -> api.add(r))));
      router.api(
          "POST",
          "/admin/cluster/remove",
          counted("api/v1/admin/cluster", onApiThread((r, _) -> api.remove(r))));
      router.api(
          "POST",
          "/admin/cluster/transfer",
          counted("api/v1/admin/cluster", onApiThread((r, _) -> api.transfer(r))));
    }
  }

  private void addToolsApi() {
    var check =
        new CheckApi(
            intake,
            new GroupingKeyParser(settings.pushes().names()),
            new GroupingKeyPath(settings.pushes().names()));
    var runtime = new RuntimeApi(gateway, settings);
    router.api(
        "POST",
        "/check",
        jsonEndpoint("api/v1/check", CheckApi.PARAMETERS, (r, _, q) -> check.check(r, q)));
    router.api(
        "GET",
        "/runtime",
        jsonEndpoint("api/v1/runtime", ExpectedParameters.NONE, (_, _, _) -> runtime.show()));
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

  /// The response to a change that could not be made durable.
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

  private RoutedHandler pushedToMany(Function<Request, CompletionStage<ManyPushes>> route) {
    return (request, _) -> {
      long start = System.nanoTime();
      return route
          .apply(request)
          .exceptionally(Endpoints::unavailablePushes)
          .thenApply(
              answer -> {
                long durationNanos = System.nanoTime() - start;
                int status = answer.response().status();
                ownMetrics.requestServed("push", status, request.method());
                ownMetrics.pushServed(request.method(), request.headBytes(), durationNanos);
                answer.remember(history, request, durationNanos);
                return answer.response();
              });
    };
  }

  private static ManyPushes unavailablePushes(Throwable failure) {
    PushAnswer answer = unavailablePush(failure);
    return new ManyPushes(answer.response(), List.of(), answer.reason(), answer.message());
  }

  private static PushAnswer unavailablePush(Throwable failure) {
    return PushAnswer.refused(unavailable(failure), null);
  }

  /// Handles a request after its parameters were checked.
  @FunctionalInterface
  private interface ParameterRoute<T> {
    T handle(Request request, PathParameters path, QueryParameters query);
  }

  /// An endpoint that the Pushgateway does not have: it refuses unexpected parameters. It runs on a
  /// thread of the API.
  private RoutedHandler jsonEndpoint(
      String name, ExpectedParameters expected, ParameterRoute<Response> answer) {
    return counted(
        name,
        withParameters(
            expected,
            (request, path, query) ->
                onApiThread(request, () -> answer.handle(request, path, query))));
  }

  private RoutedHandler onApiThread(BiFunction<Request, PathParameters, Response> answer) {
    return (request, parameters) -> onApiThread(request, () -> answer.apply(request, parameters));
  }

  private CompletionStage<Response> onApiThread(Request request, Supplier<Response> answer) {
    try {
      return CompletableFuture.supplyAsync(
          () -> request.isAbandoned() ? JsonAnswer.overloaded() : answer.get(), apiThreads);
    } catch (RejectedExecutionException _) {
      return done(JsonAnswer.overloaded());
    }
  }

  private static RoutedHandler withParameters(
      ExpectedParameters expected, ParameterRoute<CompletionStage<Response>> route) {
    return (request, path) -> {
      QueryParameters query;
      try {
        query = expected.read(request);
      } catch (InvalidRequestException e) {
        return done(JsonAnswer.error(400, JsonAnswer.BAD_DATA, e.getMessage()));
      }
      return route.handle(request, path, query);
    };
  }

  private static RoutedHandler immediate(Function<Request, Response> answer) {
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
