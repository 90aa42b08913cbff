package io.sluice.web;

import io.sluice.gateway.Gateway;
import io.sluice.http.Response;
import io.sluice.http.routing.RoutedHandler;
import io.sluice.http.routing.Router;
import io.sluice.rules.RulesFile;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/// The health of the gateway, its stop, and the reload of the configuration file: `/-/healthy`,
/// `/-/ready`, `/-/quit`, `/-/reload`.
final class LifecycleEndpoints {
  private final Gateway gateway;
  private final RulesFile rules;
  private final EndpointSettings settings;
  private final RoutedHandlers handlers;
  private final Executor executor;
  private final Runnable quit;

  /// @param executor runs a reload outside the event loops
  /// @param quit called when a client requests a stop
  LifecycleEndpoints(
      GatewayParts parts,
      EndpointSettings settings,
      RoutedHandlers handlers,
      Executor executor,
      Runnable quit) {
    this.gateway = parts.gateway();
    this.rules = parts.rules();
    this.settings = settings;
    this.handlers = handlers;
    this.executor = executor;
    this.quit = quit;
  }

  void addTo(Router.Builder router) {
    addHealth(router);
    addQuit(router);
    addReload(router);
  }

  /// The response to a lifecycle request while these are not enabled.
  static Response disabled() {
    return Response.text(403, "Lifecycle API is not enabled.");
  }

  private void addHealth(Router.Builder router) {
    String prefix = settings.paths().routePrefix();
    router.route(
        "GET",
        prefix + "/-/healthy",
        handlers.counted("healthy", RoutedHandlers.immediate(_ -> Response.text(200, "OK"))));
    router.route(
        "GET",
        prefix + "/-/ready",
        handlers.counted("ready", RoutedHandlers.immediate(_ -> ready())));
  }

  private Response ready() {
    String problem = gateway.problem();
    return problem == null ? Response.text(200, "OK") : Response.error(503, problem);
  }

  private void addQuit(Router.Builder router) {
    String path = settings.paths().routePrefix() + "/-/quit";
    RoutedHandler put = RoutedHandlers.immediate(_ -> requestQuit());
    router.route("PUT", path, put);
    router.route("POST", path, put);
    // As in the Pushgateway, the hint is at the root, independent of the prefix.
    router.route(
        "GET",
        "/-/quit",
        RoutedHandlers.immediate(_ -> Response.text(405, "Only POST or PUT requests allowed.")));
  }

  private Response requestQuit() {
    if (!settings.enabled().lifecycle()) {
      return disabled();
    }
    quit.run();
    return Response.text(200, "Requesting termination... Goodbye!");
  }

  private void addReload(Router.Builder router) {
    String path = settings.paths().routePrefix() + "/-/reload";
    RoutedHandler reload =
        handlers.counted("reload", (_, _) -> CompletableFuture.supplyAsync(this::reload, executor));
    router.route("PUT", path, reload);
    router.route("POST", path, reload);
  }

  private Response reload() {
    if (!settings.enabled().lifecycle()) {
      return disabled();
    }
    try {
      rules.reload();
      return Response.empty(200);
    } catch (RulesFile.UnusableException e) {
      return Response.error(500, "failed to reload config: " + e.getMessage());
    }
  }
}
