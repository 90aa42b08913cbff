package io.sluice.web;

import io.sluice.gateway.Gateway;
import io.sluice.http.routing.Router;
import io.sluice.model.MetricFamily;
import io.sluice.store.StoreView;
import io.sluice.telemetry.OwnMetrics;
import io.sluice.web.answer.ViewAnswers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/// The exposition, usually at `/metrics`, and the own metrics at `/-/metrics`.
final class ScrapeEndpoints {
  private final GatewayParts parts;
  private final EndpointSettings settings;
  private final ViewAnswers viewAnswers;
  private final Executor executor;

  /// @param executor runs scrapes outside the event loops
  ScrapeEndpoints(
      GatewayParts parts, EndpointSettings settings, ViewAnswers viewAnswers, Executor executor) {
    this.parts = parts;
    this.settings = settings;
    this.viewAnswers = viewAnswers;
    this.executor = executor;
  }

  void addTo(Router.Builder router) {
    Gateway gateway = parts.gateway();
    OwnMetrics ownMetrics = parts.ownMetrics();
    // All nodes of a cluster return the same at this path, so a node's own metrics have a separate
    // path.
    ScrapeHandler all =
        handler(
            gateway::view,
            parts.cluster() == null ? ownMetrics::gather : List::of,
            gateway::catchUp);
    ScrapeHandler ownMetricsOnly =
        handler(StoreView::empty, ownMetrics::gather, _ -> CompletableFuture.completedFuture(null));
    router.route(
        "GET",
        settings.paths().scrape(),
        (r, _) -> all.handle(r).exceptionally(RoutedHandlers::unavailable));
    router.route(
        "GET", settings.paths().routePrefix() + "/-/metrics", (r, _) -> ownMetricsOnly.handle(r));
  }

  private ScrapeHandler handler(
      Supplier<StoreView> view,
      Supplier<List<MetricFamily>> ownFamilies,
      Function<Duration, CompletionStage<Void>> catchUp) {
    return new ScrapeHandler(
        view,
        ownFamilies,
        parts.gateway()::nowNanos,
        settings.enabled().openMetrics(),
        catchUp,
        executor,
        viewAnswers);
  }
}
