package io.sluice.web;

import io.sluice.gateway.PushRequest;
import io.sluice.http.routing.RoutedHandler;
import io.sluice.http.routing.Router;
import io.sluice.intake.ManyGroups;
import io.sluice.intake.OtlpIntake;
import io.sluice.web.push.GroupsPushHandler;
import io.sluice.web.push.OtlpHandler;
import io.sluice.web.request.OtlpPaths;
import java.util.concurrent.Executor;

/// Pushes to many groups at once: `/api/v1/groups`, and the paths of OpenTelemetry.
final class GroupsPushEndpoints {
  private final GatewayParts parts;
  private final EndpointSettings settings;
  private final PushRecorder recorder;
  private final Executor executor;

  /// @param executor runs pushes outside the event loops
  GroupsPushEndpoints(GatewayParts parts, EndpointSettings settings, Executor executor) {
    this.parts = parts;
    this.settings = settings;
    this.recorder = new PushRecorder(parts.ownMetrics(), parts.history());
    this.executor = executor;
  }

  void addTo(Router.Builder router) {
    addGroups(router);
    if (settings.enabled().otlp()) {
      addOtlp(router);
    }
  }

  private void addGroups(Router.Builder router) {
    var groups =
        new ManyGroups(
            parts.gateway(),
            parts.intake(),
            settings.pushes().names(),
            settings.pushes().limits(),
            settings.pushes().maxGroups(),
            parts.rules()::rules);
    var push =
        new GroupsPushHandler(
            groups, settings.pushes().names(), parts.ownMetrics()::requestRefused, executor);
    RoutedHandler replaceGroups =
        recorder.pushToMany(r -> push.handle(r, PushRequest.Mode.REPLACE_GROUP));
    RoutedHandler replaceFamilies =
        recorder.pushToMany(r -> push.handle(r, PushRequest.Mode.REPLACE_FAMILIES));
    RoutedHandler add = recorder.pushToMany(r -> push.handle(r, PushRequest.Mode.AGGREGATE));
    router.apiPush("PUT", "/groups", replaceGroups);
    router.apiPush("POST", "/groups", replaceFamilies);
    String adding = settings.paths().routePrefix() + OtlpPaths.AGGREGATE + "/api/v1/groups";
    router.route("PUT", adding, add);
    router.route("POST", adding, add);
  }

  private void addOtlp(Router.Builder router) {
    var push =
        new OtlpHandler(
            new OtlpIntake(
                parts.gateway(),
                parts.intake(),
                settings.pushes().limits(),
                settings.pushes().maxGroups(),
                parts.rules()::rules),
            parts.ownMetrics().reportOtlp(),
            parts.ownMetrics()::requestRefused,
            executor);
    RoutedHandler replace =
        recorder.pushToMany(r -> push.handle(r, PushRequest.Mode.REPLACE_FAMILIES));
    RoutedHandler add = recorder.pushToMany(r -> push.handle(r, PushRequest.Mode.AGGREGATE));
    String prefix = settings.paths().routePrefix();
    router.route("POST", prefix + OtlpPaths.METRICS, replace);
    router.apiPush("POST", OtlpPaths.API_METRICS, replace);
    router.route("POST", prefix + OtlpPaths.AGGREGATE + OtlpPaths.METRICS, add);
    router.route("POST", prefix + OtlpPaths.AGGREGATE + "/api/v1" + OtlpPaths.API_METRICS, add);
  }
}
