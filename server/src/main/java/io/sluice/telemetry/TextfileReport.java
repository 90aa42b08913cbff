package io.sluice.telemetry;

import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/// Exposes the state of the watched directories.
public final class TextfileReport {
  private final Gauge files;
  private final Gauge hasError;

  TextfileReport(PrometheusProperties properties, PrometheusRegistry registry) {
    files =
        Gauge.builder(properties)
            .name("sluice_textfile_files")
            .help("Files in the watched directories.")
            .withoutExemplars()
            .register(registry);
    hasError =
        Gauge.builder(properties)
            .name("sluice_textfile_scrape_error")
            .help(
                "1 if a file or a folder of the watched directories cannot be read or a file is not"
                    + " accepted, 0 if not.")
            .withoutExemplars()
            .register(registry);
  }

  /// Called after each scan of the directories.
  public void scanned(int count, boolean isAnyWrong) {
    files.set(count);
    hasError.set(isAnyWrong ? 1 : 0);
  }
}
