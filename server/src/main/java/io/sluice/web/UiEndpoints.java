package io.sluice.web;

import io.sluice.http.routing.RoutedHandler;
import io.sluice.http.routing.Router;
import io.sluice.web.ui.StatusUi;
import java.util.concurrent.Executor;

/// The web UI: `/`, `/status`, and the files below `/static`.
final class UiEndpoints {
  private final EndpointSettings settings;
  private final RoutedHandlers handlers;
  private final Executor executor;

  /// @param executor loads the files outside the event loops
  UiEndpoints(EndpointSettings settings, RoutedHandlers handlers, Executor executor) {
    this.settings = settings;
    this.handlers = handlers;
    this.executor = executor;
  }

  void addTo(Router.Builder router) {
    String prefix = settings.paths().routePrefix();
    var ui = new StatusUi(settings.paths().externalPrefix(), executor);
    RoutedHandler page = handlers.counted("status", (r, _) -> ui.page(r));
    router.route("GET", prefix + "/", page);
    router.route("GET", prefix + "/status", page);
    router.route(
        "GET",
        prefix + "/static/*filepath",
        handlers.counted("static", (r, p) -> ui.file(r, p.get("filepath"))));
  }
}
