package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.prometheus.client.Summary;
import io.prometheus.client.exporter.PushGateway;
import io.prometheus.client.hotspot.DefaultExports;
import io.sluice.systemtests.harness.Gateway;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The old Java client, which many jobs still use.
final class SimpleclientTest implements ClientContract {
  private static final String JOB = "nightly/db";
  private static final Map<String, String> KEY = Map.of("path", "/var/backups", "shard", "");

  @Override
  public void act(Operation operation, String address) throws Exception {
    PushGateway client = new PushGateway(address);
    switch (operation) {
      case PUSH -> client.push(backup(), JOB, KEY);
      case ADD -> client.pushAdd(sizeOf(4096), JOB, KEY);
      case REPLACE -> client.push(sizeOf(4096), JOB, KEY);
      case DELETE -> client.delete(JOB, KEY);
    }
  }

  private static CollectorRegistry backup() {
    CollectorRegistry registry = sizeOf(1048576.5);
    Counter.build("backup_records_total", "Records saved.\nPer kind.")
        .labelNames("kind")
        .register(registry)
        .labels("full \"é\"\\\n.")
        .inc(1234567);
    Histogram duration =
        Histogram.build("backup_duration_seconds", "Duration.")
            .buckets(0.1, 1, 10)
            .register(registry);
    DoubleStream.of(0.5, 5, 50).forEach(duration::observe);
    Summary files =
        Summary.build("backup_file_bytes", "File sizes.").quantile(0.5, 0.05).register(registry);
    DoubleStream.of(7, 9).forEach(files::observe);
    return registry;
  }

  private static CollectorRegistry sizeOf(double bytes) {
    CollectorRegistry registry = new CollectorRegistry();
    Gauge.build("backup_size_bytes", "Size.").register(registry).set(bytes);
    return registry;
  }

  @Override
  public String everything() {
    return Golden.BACKUP + Golden.MEDIAN + Golden.CREATED;
  }

  /// The gateway is a Java program and has the same families itself.
  @Test
  void push_ofTheJvmsOwnMetrics_isAcceptedAndScraped(@TempDir Path directory) throws Exception {
    CollectorRegistry registry = new CollectorRegistry();
    DefaultExports.register(registry);
    try (Gateway gateway = Gateway.start()) {
      new PushGateway(gateway.address()).push(registry, JOB, KEY);
      String scrape = gateway.scrape();
      String key = "instance=\"\",job=\"nightly/db\",path=\"/var/backups\",shard=\"\"} ";
      assertThat(scrape)
          .contains("process_start_time_seconds{" + key)
          .contains("jvm_threads_current{" + key);
      Promtool.check(directory, scrape);
    }
  }
}
