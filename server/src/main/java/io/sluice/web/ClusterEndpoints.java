package io.sluice.web;

import io.sluice.cluster.ClusterAdmin;
import io.sluice.http.routing.RoutedHandler;
import io.sluice.http.routing.Router;
import io.sluice.web.api.ClusterApi;
import io.sluice.web.request.ExpectedParameters;
import org.jspecify.annotations.Nullable;

/// The cluster: `/api/v1/cluster`, `/-/drain`, and the changes below `/api/v1/admin/cluster`.
final class ClusterEndpoints {
  private final ClusterApi api;
  private final EndpointSettings settings;
  private final RoutedHandlers handlers;

  /// @param cluster null for a standalone gateway
  ClusterEndpoints(
      @Nullable ClusterAdmin cluster, EndpointSettings settings, RoutedHandlers handlers) {
    this.api = new ClusterApi(cluster);
    this.settings = settings;
    this.handlers = handlers;
  }

  void addTo(Router.Builder router) {
    router.api(
        "GET",
        "/cluster",
        handlers.json("api/v1/cluster", ExpectedParameters.NONE, (_, _, _) -> api.show()));
    addDrain(router);
    if (settings.enabled().adminApi()) {
      addAdmin(router);
    }
  }

  private void addDrain(Router.Builder router) {
    String path = settings.paths().routePrefix() + "/-/drain";
    RoutedHandler drain =
        handlers.counted(
            "drain",
            handlers.onApiThread(
                (_, _) ->
                    settings.enabled().lifecycle() ? api.drain() : LifecycleEndpoints.disabled()));
    router.route("PUT", path, drain);
    router.route("POST", path, drain);
  }

  private void addAdmin(Router.Builder router) {
    String base = "/admin/cluster";
    String name = "api/v1/admin/cluster";
    router.api(
        "POST", base + "/add", handlers.counted(name, handlers.onApiThread((r, _) -> api.add(r))));
    router.api(
        "POST",
        base + "/remove",
        handlers.counted(name, handlers.onApiThread((r, _) -> api.remove(r))));
    router.api(
        "POST",
        base + "/transfer",
        handlers.counted(name, handlers.onApiThread((r, _) -> api.transfer(r))));
  }
}
