package io.sluice.telemetry;

import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.jspecify.annotations.Nullable;

/// Counts what happened to OpenTelemetry's metrics. It shows nothing until something was counted: a
/// gateway without such clients shows what a Pushgateway shows.
public final class OtlpReport {
  private final PrometheusProperties properties;
  private final PrometheusRegistry registry;
  private final Counter rejected;
  private @Nullable Counter repeated;

  OtlpReport(PrometheusProperties properties, PrometheusRegistry registry) {
    this.properties = properties;
    this.registry = registry;
    rejected =
        Counter.builder(properties)
            .name("sluice_otlp_rejected_points_total")
            .help("Rejected OpenTelemetry data points.")
            .labelNames("reason")
            .withoutExemplars()
            .register(registry);
  }

  /// Points were not taken.
  ///
  /// @param reason one of a fixed few
  public void rejected(String reason, long points) {
    rejected.labelValues(reason).inc(points);
  }

  /// A request came again.
  public synchronized void repeated() {
    if (repeated == null) {
      repeated =
          Counter.builder(properties)
              .name("sluice_otlp_repeated_requests_total")
              .help("Repeated OpenTelemetry requests that were not applied again.")
              .withoutExemplars()
              .register(registry);
    }
    repeated.inc();
  }
}
