package io.sluice.web;

import io.sluice.gateway.Gateway;
import io.sluice.http.Response;
import io.sluice.http.routing.RoutedHandler;
import io.sluice.http.routing.Router;
import io.sluice.web.answer.JsonAnswer;
import io.sluice.web.answer.ViewAnswers;
import io.sluice.web.api.CheckApi;
import io.sluice.web.api.GroupsApi;
import io.sluice.web.api.HistoryApi;
import io.sluice.web.api.JsonApi;
import io.sluice.web.api.RulesApi;
import io.sluice.web.request.ExpectedParameters;
import io.sluice.web.request.GroupingKeyParser;
import io.sluice.web.request.GroupingKeyPath;
import io.sluice.web.request.Permissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/// The JSON API below `/api/v1`, except pushes ([GroupsPushEndpoints]) and the cluster
/// ([ClusterEndpoints]).
final class ApiEndpoints {
  private final GatewayParts parts;
  private final Gateway gateway;
  private final EndpointSettings settings;
  private final Permissions permissions;
  private final ViewAnswers viewAnswers;
  private final RoutedHandlers handlers;
  private final Executor executor;
  private final GroupingKeyParser keys;
  private final GroupingKeyPath paths;

  /// @param executor runs long tasks outside the event loops
  ApiEndpoints(
      GatewayParts parts,
      EndpointSettings settings,
      Permissions permissions,
      ViewAnswers viewAnswers,
      RoutedHandlers handlers,
      Executor executor) {
    this.parts = parts;
    this.gateway = parts.gateway();
    this.settings = settings;
    this.permissions = permissions;
    this.viewAnswers = viewAnswers;
    this.handlers = handlers;
    this.executor = executor;
    this.keys = new GroupingKeyParser(settings.pushes().names());
    this.paths = new GroupingKeyPath(settings.pushes().names());
  }

  void addTo(Router.Builder router) {
    addGroups(router); // before addPushgatewayApi, whose `OPTIONS /*path` would take precedence
    addPushgatewayApi(router);
    addRules(router);
    addHistory(router);
    addCheck(router);
    addRuntime(router);
  }

  private void addGroups(Router.Builder router) {
    var groups =
        new GroupsApi(
            gateway,
            keys,
            paths,
            permissions,
            parts.intake().fileGroups(),
            settings.enabled().adminApi());
    RoutedHandler options =
        handlers.counted("api/v1/options", RoutedHandlers.immediate(_ -> JsonAnswer.readOnly()));
    router.api("OPTIONS", "/groups", options);
    router.api("OPTIONS", "/groups/*key", options);
    router.api(
        "GET",
        "/groups",
        handlers.json("api/v1/groups", GroupsApi.LIST_PARAMETERS, (r, _, q) -> groups.list(r, q)));
    router.api(
        "GET",
        "/groups/*key",
        handlers.json(
            "api/v1/group", ExpectedParameters.NONE, (_, p, _) -> groups.one(p.get("key"))));
    router.api(
        "DELETE",
        "/groups",
        handlers.json(
            "api/v1/groups", GroupsApi.DELETE_PARAMETERS, (r, _, q) -> groups.delete(r, q)));
    router.api(
        "DELETE",
        "/groups/*key",
        handlers.counted(
            "api/v1/group",
            RoutedHandlers.withParameters(
                GroupsApi.DELETE_FAMILY_PARAMETERS,
                (r, p, q) -> groups.deleteFamily(r, p.get("key"), q))));
  }

  private void addPushgatewayApi(Router.Builder router) {
    var api =
        new JsonApi(
            gateway,
            settings.about().flags(),
            settings.about().buildInformation(),
            settings.about().start(),
            viewAnswers);
    router.api(
        "OPTIONS",
        "/*path",
        handlers.counted("api/v1/options", RoutedHandlers.immediate(_ -> api.options())));
    router.api(
        "GET",
        "/status",
        handlers.counted("api/v1/status", RoutedHandlers.immediate(_ -> api.status())));
    router.api(
        "GET",
        "/metrics",
        handlers.counted(
            "api/v1/metrics", (_, _) -> CompletableFuture.supplyAsync(api::metrics, executor)));
    if (settings.enabled().adminApi()) {
      router.api(
          "PUT",
          "/admin/wipe",
          handlers.counted("wipe", (_, _) -> gateway.wipe().thenApply(_ -> Response.empty(202))));
    }
  }

  private void addRules(Router.Builder router) {
    var rules = new RulesApi(parts.rules(), keys);
    router.api(
        "GET",
        "/rules",
        handlers.json("api/v1/rules", RulesApi.PARAMETERS, (_, _, q) -> rules.show(q)));
  }

  private void addHistory(Router.Builder router) {
    var history =
        new HistoryApi(parts.history(), () -> gateway.groups().totals(), System::nanoTime, paths);
    router.api(
        "GET",
        "/pushes",
        handlers.json(
            "api/v1/pushes", HistoryApi.PUSHES_PARAMETERS, (r, _, q) -> history.pushes(r, q)));
    router.api(
        "GET",
        "/history",
        handlers.json("api/v1/history", ExpectedParameters.NONE, (_, _, _) -> history.points()));
    router.api(
        "GET",
        "/events",
        handlers.counted(
            "api/v1/events",
            RoutedHandlers.withParameters(
                HistoryApi.EVENTS_PARAMETERS,
                (_, _, q) -> RoutedHandlers.done(history.events(q)))));
  }

  private void addCheck(Router.Builder router) {
    var check = new CheckApi(parts.intake(), keys, paths);
    router.api(
        "POST",
        "/check",
        handlers.json("api/v1/check", CheckApi.PARAMETERS, (r, _, q) -> check.check(r, q)));
  }

  private void addRuntime(Router.Builder router) {
    var runtime = new RuntimeApi(gateway, settings);
    router.api(
        "GET",
        "/runtime",
        handlers.json("api/v1/runtime", ExpectedParameters.NONE, (_, _, _) -> runtime.show()));
  }
}
