package io.sluice.telemetry;

import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/// What became of OpenTelemetry's metrics.
public final class OtlpReport {
  private final Counter rejected;
  private final Counter repeated;

  OtlpReport(PrometheusProperties properties, PrometheusRegistry registry) {
    rejected =
        Counter.builder(properties)
            .name("sluice_otlp_rejected_points_total")
            .help("Rejected OpenTelemetry data points.")
            .labelNames("reason")
            .withoutExemplars()
            .register(registry);
    repeated =
        Counter.builder(properties)
            .name("sluice_otlp_repeated_requests_total")
            .help("Repeated OpenTelemetry requests that were not applied again.")
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
  public void repeated() {
    repeated.inc();
  }
}
