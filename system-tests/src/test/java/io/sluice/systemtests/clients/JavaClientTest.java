package io.sluice.systemtests.clients;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.exporter.pushgateway.Format;
import io.prometheus.metrics.exporter.pushgateway.PushGateway;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Nested;

/// The Prometheus Java client's PushGateway, in its two formats.
final class JavaClientTest {
  private static void act(Format format, ClientContract.Operation operation, ServerProcess gateway)
      throws Exception {
    switch (operation) {
      case PUSH -> pushGateway(format, backup(), gateway).push();
      case ADD -> pushGateway(format, sizeOf(4096), gateway).pushAdd();
      case REPLACE -> pushGateway(format, sizeOf(4096), gateway).push();
      case DELETE -> pushGateway(format, new PrometheusRegistry(), gateway).delete();
    }
  }

  private static PushGateway pushGateway(
      Format format, PrometheusRegistry registry, ServerProcess gateway) {
    return PushGateway.builder()
        .address(gateway.address())
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

  @Nested
  final class InProtobuf implements ClientContract {
    @Override
    public void act(Operation operation, ServerProcess gateway) throws Exception {
      JavaClientTest.act(Format.PROMETHEUS_PROTOBUF, operation, gateway);
    }

    @Override
    public String group() {
      return Golden.GROUP;
    }

    @Override
    public String everything() {
      return Golden.BACKUP + Golden.MEDIAN;
    }
  }

  @Nested
  final class InText implements ClientContract {
    @Override
    public void act(Operation operation, ServerProcess gateway) throws Exception {
      JavaClientTest.act(Format.PROMETHEUS_TEXT, operation, gateway);
    }

    @Override
    public String group() {
      return Golden.GROUP;
    }

    @Override
    public String everything() {
      return Golden.BACKUP + Golden.MEDIAN;
    }
  }
}
