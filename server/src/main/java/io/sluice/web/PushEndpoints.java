package io.sluice.web;

import io.sluice.gateway.PushRequest;
import io.sluice.http.routing.PathParameters;
import io.sluice.http.routing.RoutedHandler;
import io.sluice.http.routing.Router;
import io.sluice.model.GroupingKey;
import io.sluice.rules.RulesFile;
import io.sluice.web.push.DeleteHandler;
import io.sluice.web.push.PushHandler;
import io.sluice.web.request.GroupingKeyParser;
import io.sluice.web.request.InvalidRequestException;
import io.sluice.web.request.Permissions;
import io.sluice.web.request.PushPath;
import io.sluice.web.request.PushPaths;
import java.util.Map;
import java.util.concurrent.Executor;

/// Pushes to one group and its deletion: `/metrics/job/...`, `/aggregate/metrics/...`, and the
/// paths of other aggregation gateways.
final class PushEndpoints {
  private final EndpointSettings settings;
  private final RulesFile rules;
  private final RoutedHandlers handlers;
  private final PushRecorder recorder;
  private final GroupingKeyParser keys;
  private final PushHandler push;
  private final DeleteHandler delete;

  /// @param executor runs large pushes outside the event loops
  PushEndpoints(
      GatewayParts parts,
      EndpointSettings settings,
      Permissions permissions,
      RoutedHandlers handlers,
      Executor executor) {
    this.settings = settings;
    this.rules = parts.rules();
    this.handlers = handlers;
    this.recorder = new PushRecorder(parts.ownMetrics(), parts.history());
    this.keys = new GroupingKeyParser(settings.pushes().names());
    this.push =
        new PushHandler(
            parts.intake(),
            keys,
            settings.pushes().isChecked(),
            settings.pushes().successStatus(),
            parts.ownMetrics()::requestRefused,
            executor);
    this.delete =
        new DeleteHandler(parts.gateway(), keys, permissions, parts.intake().fileGroups());
  }

  void addTo(Router.Builder router) {
    addWithJob(
        router, "/metrics", PushRequest.Mode.REPLACE_GROUP, PushRequest.Mode.REPLACE_FAMILIES);
    if (settings.pushes().isAggregating()) {
      addWithoutJob(router, "/metrics");
    }
    addOtherGateways(router);
    String base = "/aggregate/metrics";
    addWithJob(router, base, PushRequest.Mode.AGGREGATE, PushRequest.Mode.AGGREGATE);
    addWithoutJob(router, base);
  }

  private void addWithJob(
      Router.Builder router, String base, PushRequest.Mode put, PushRequest.Mode post) {
    for (boolean isBase64 : new boolean[] {false, true}) {
      String job =
          settings.paths().routePrefix() + base + "/job" + (isBase64 ? "@base64" : "") + "/:job";
      for (String pattern : new String[] {job, job + "/*labels"}) {
        router.route(
            "PUT", pattern, recorder.push((r, p) -> push.handle(r, path(isBase64, p), put)));
        router.route(
            "POST", pattern, recorder.push((r, p) -> push.handle(r, path(isBase64, p), post)));
        router.route(
            "DELETE",
            pattern,
            handlers.counted("delete", (r, p) -> delete.handle(r, path(isBase64, p))));
      }
    }
  }

  /// The paths that only aggregated groups have. Added after those with a job, which take
  /// precedence if both match.
  private void addWithoutJob(Router.Builder router, String base) {
    String all = settings.paths().routePrefix() + base;
    for (String pattern : new String[] {all, all + "/*labels"}) {
      router.route("PUT", pattern, addition());
      router.route("POST", pattern, addition());
      router.route("DELETE", pattern, deletion());
    }
  }

  private RoutedHandler addition() {
    return recorder.push((r, p) -> push.handle(r, pathWithoutJob(p), PushRequest.Mode.AGGREGATE));
  }

  private RoutedHandler deletion() {
    return handlers.counted("delete", (r, p) -> delete.handle(r, pathWithoutJob(p)));
  }

  /// The URLs of other aggregation gateways, if a flag or a rule makes groups aggregated. Otherwise
  /// they behave as in a Pushgateway.
  private void addOtherGateways(Router.Builder router) {
    RoutedHandler add = addition();
    RoutedHandler drop = deletion();
    String prefix = settings.paths().routePrefix();
    router.otherwise(
        request -> {
          String path = request.path();
          String labels =
              path.startsWith(prefix)
                  ? PushPaths.labelsOfOtherGateways(path.substring(prefix.length()))
                  : null;
          if (labels == null
              || !(settings.pushes().isAggregating() || isAggregatedByRule(labels))) {
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

  private boolean isAggregatedByRule(String labels) {
    try {
      GroupingKey key = keys.parse(new PushPath(false, null, labels));
      return Boolean.TRUE.equals(rules.rules().policyFor(key).aggregate());
    } catch (InvalidRequestException _) {
      return false;
    }
  }

  private static PushPath pathWithoutJob(PathParameters parameters) {
    return new PushPath(false, null, parameters.get("labels"));
  }

  private static PushPath path(boolean isJobBase64, PathParameters parameters) {
    return new PushPath(isJobBase64, parameters.get("job"), parameters.get("labels"));
  }
}
