package io.sluice.web;

import io.sluice.http.Handler;
import io.sluice.http.routing.Router;
import io.sluice.web.answer.ViewAnswers;
import io.sluice.web.push.OtlpErrors;
import io.sluice.web.push.RefusalRecorder;
import io.sluice.web.request.OtlpPaths;
import io.sluice.web.request.Permissions;
import java.util.concurrent.Executor;

/// The routes of the gateway. Each class whose name ends with `Endpoints` adds the routes of one
/// purpose.
public final class Endpoints {
  /// The fraction of the heap that the views of responses in progress may keep.
  private static final int VIEWS_SHARE = 16;

  private Endpoints() {}

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
    var permissions = new Permissions(settings.access());
    var handlers = new RoutedHandlers(parts.ownMetrics(), apiThreads);
    var viewAnswers =
        new ViewAnswers(Runtime.getRuntime().maxMemory() / VIEWS_SHARE, System::nanoTime);
    Router.Builder router = router(parts, settings, executor);
    new PushEndpoints(parts, settings, permissions, handlers, executor).addTo(router);
    new GroupsPushEndpoints(parts, settings, executor).addTo(router);
    new ScrapeEndpoints(parts, settings, viewAnswers, executor).addTo(router);
    new LifecycleEndpoints(parts, settings, handlers, executor, quit).addTo(router);
    new UiEndpoints(settings, handlers, executor).addTo(router);
    new ApiEndpoints(parts, settings, permissions, viewAnswers, handlers, executor).addTo(router);
    new ClusterEndpoints(parts.cluster(), settings, handlers).addTo(router);
    return withChecks(router.build(), permissions, settings);
  }

  private static Router.Builder router(
      GatewayParts parts, EndpointSettings settings, Executor executor) {
    String prefix = settings.paths().routePrefix();
    return new Router.Builder(prefix + "/api/v1", settings.pushes().limits().maxBytes())
        .unpacking(executor, new RefusalRecorder(parts.ownMetrics(), parts.history(), prefix));
  }

  /// The checks of every request before it is routed.
  private static Handler withChecks(
      Router router, Permissions permissions, EndpointSettings settings) {
    String prefix = settings.paths().routePrefix();
    Handler authorized = new AuthorizationHandler(permissions, prefix, router);
    Handler withOtlpErrors =
        settings.enabled().otlp() ? new OtlpErrors(new OtlpPaths(prefix), authorized) : authorized;
    return settings.corsOrigins().isEmpty()
        ? withOtlpErrors
        : new CrossOrigin(settings.corsOrigins(), prefix, withOtlpErrors);
  }
}
