package io.sluice.systemtests.clients;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.exporter.pushgateway.Format;
import io.prometheus.metrics.exporter.pushgateway.PushGateway;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sluice.systemtests.clients.ClientContract.Operation;
import java.util.stream.DoubleStream;

/// The Prometheus Java client's PushGateway. Its histograms have classic and native buckets at
/// once.
final class JavaClient {
  static void act(Format format, Operation operation, String address) throws Exception {
    switch (operation) {
      case PUSH -> pushGateway(format, backup(), address).push();
      case ADD -> pushGateway(format, sizeOf(4096), address).pushAdd();
      case REPLACE -> pushGateway(format, sizeOf(4096), address).push();
      case DELETE -> pushGateway(format, new PrometheusRegistry(), address).delete();
    }
  }

  private static PushGateway pushGateway(
      Format format, PrometheusRegistry registry, String address) {
    return PushGateway.builder()
        .address(address)
        .format(format)
        .job("nightly/db")
        .groupingKey("path", "/var/backups")
        .groupingKey("shard", "")
        .registry(registry)
        .build();
  }

  private static PrometheusRegistry backup() {
    PrometheusRegistry registry = sizeOf(1048576.5);
    Counter.builder()
        .name("backup_records_total")
        .help("Records saved.\nPer kind.")
        .labelNames("kind")
        .register(registry)
        .labelValues("full \"é\"\\\n.")
        .inc(1234567);
    Histogram duration =
        Histogram.builder()
            .name("backup_duration_seconds")
            .help("Duration.")
            .classicUpperBounds(0.1, 1, 10)
            .register(registry);
    DoubleStream.of(0.5, 5, 50).forEach(duration::observe);
    Summary files =
        Summary.builder()
            .name("backup_file_bytes")
            .help("File sizes.")
            .quantile(0.5)
            .register(registry);
    DoubleStream.of(7, 9).forEach(files::observe);
    return registry;
  }

  private static PrometheusRegistry sizeOf(double bytes) {
    PrometheusRegistry registry = new PrometheusRegistry();
    Gauge.builder().name("backup_size_bytes").help("Size.").register(registry).set(bytes);
    return registry;
  }

  private JavaClient() {}
}
