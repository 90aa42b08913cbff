package io.sluice.telemetry;

import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.LongSupplier;

/// Exposes the result of the last reload of the configuration file, like Prometheus does.
public final class ConfigReport {
  private static final double MILLISECOND = 1e-3;

  private final Gauge isSuccessful;
  private final Gauge successTime;
  private final LongSupplier clockMillis;

  ConfigReport(
      PrometheusProperties properties, PrometheusRegistry registry, LongSupplier clockMillis) {
    this.clockMillis = clockMillis;
    isSuccessful =
        Gauge.builder(properties)
            .name("sluice_config_last_reload_successful")
            .help("1 if the last reload of the configuration file succeeded, 0 otherwise.")
            .withoutExemplars()
            .register(registry);
    successTime =
        Gauge.builder(properties)
            .name("sluice_config_last_reload_success_timestamp_seconds")
            .help("Unix time of the last successful reload of the configuration file.")
            .withoutExemplars()
            .register(registry);
  }

  /// Called after each attempt to load the file.
  public void loaded(boolean wasSuccessful) {
    isSuccessful.set(wasSuccessful ? 1 : 0);
    if (wasSuccessful) {
      successTime.set(clockMillis.getAsLong() * MILLISECOND);
    }
  }
}
