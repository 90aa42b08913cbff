package io.sluice.telemetry;

import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.jspecify.annotations.Nullable;

/// Counts rejected OpenTelemetry metrics and repeated requests. A metric appears with its first
/// event, so a gateway without OpenTelemetry clients exposes the same metrics as a Pushgateway.
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

  /// Called when points were rejected.
  ///
  /// @param reason one of a small fixed set
  public void rejected(String reason, long points) {
    rejected.labelValues(reason).inc(points);
  }

  /// Called when a request was repeated.
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
