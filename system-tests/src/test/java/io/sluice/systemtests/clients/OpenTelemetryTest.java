package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.systemtests.harness.Await;
import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.Program;
import io.sluice.systemtests.harness.PrometheusServer;
import io.sluice.systemtests.harness.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// OpenTelemetry's SDKs for Java and Node, configured by their environment variables. The measured
/// values are read back through a real Prometheus.
///
/// `-Dsluice.processes=N` runs N processes of each language that count together.
final class OpenTelemetryTest {
  private static final Path HOME = Path.of("target", "opentelemetry-node");
  private static final int AT_ONCE = 3;

  /// An SDK and the encoding of its exports.
  enum Sdk {
    JAVA_PROTOBUF,
    NODE_PROTOBUF,
    NODE_JSON
  }

  @TempDir private Path directory;

  @BeforeEach
  void requireClients() throws Exception {
    Program.require("nodejs", "node", "--version");
    Program.require("npm", "npm", "--version");
    Files.createDirectories(HOME);
    for (String file : List.of("package.json", "job.js")) {
      Files.copy(
          Path.of(Script.path("opentelemetry/" + file)),
          HOME.resolve(file),
          StandardCopyOption.REPLACE_EXISTING);
    }
    if (Files.exists(HOME.resolve("node_modules/@opentelemetry/sdk-metrics"))) {
      return;
    }
    var install = Program.run(HOME, Map.of(), List.of("npm", "install", "--no-audit", "--no-fund"));
    assumeTrue(install.exitCode() == 0, () -> "npm install failed: " + install.stderr());
  }

  @ParameterizedTest
  @EnumSource
  void export_totals_prometheusShowsWhatWasMeasured(Sdk sdk) throws Exception {
    try (Gateway gateway = Gateway.start();
        PrometheusServer prometheus = PrometheusServer.scraping(gateway, directory)) {
      runJob(sdk, gateway.url(), Map.of());
      runJob(sdk, gateway.url(), Map.of());

      assertShown(prometheus, 1);
      assertThat(prometheus.query("target_info{job=\"shop/billing\"}").keySet())
          .singleElement()
          .asString()
          .contains("deployment_environment_name=\"prod\"");
    }
  }

  @ParameterizedTest
  @EnumSource
  void export_increments_prometheusShowsTheirSum(Sdk sdk) throws Exception {
    try (Gateway gateway = Gateway.start();
        PrometheusServer prometheus = PrometheusServer.scraping(gateway, directory)) {
      for (int i = 0; i < 3; i++) {
        runJob(sdk, gateway.url() + "/aggregate", delta());
      }
      assertShown(prometheus, 3);
    }
  }

  @Test
  void export_exponentialHistograms_prometheusFindsTheQuantile() throws Exception {
    try (Gateway gateway = Gateway.start();
        PrometheusServer prometheus =
            PrometheusServer.scraping(gateway, directory, "--enable-feature=native-histograms")) {
      var environment = new HashMap<>(delta());
      environment.put(
          "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION",
          "BASE2_EXPONENTIAL_BUCKET_HISTOGRAM");
      runJob(Sdk.JAVA_PROTOBUF, gateway.url() + "/aggregate", environment);
      runJob(Sdk.JAVA_PROTOBUF, gateway.url() + "/aggregate", environment);
      String count = "histogram_count(job_duration_milliseconds)";
      Await.until(() -> prometheus.query(count), found -> found.containsValue("12"));

      assertThat(value(prometheus, count)).isEqualTo(12);
      assertThat(value(prometheus, "histogram_sum(job_duration_milliseconds)"))
          .isEqualTo(2 * 15638.0);
      // The error is at most the width of a bucket, which is a few percent.
      assertThat(value(prometheus, "histogram_quantile(0.99, job_duration_milliseconds)"))
          .isBetween(15000 / 1.1, 15000 * 1.1);
    }
  }

  // Would catch an increment that is lost or counted twice when a request is repeated, when the
  // gateway is killed between writing and answering, or when many processes push at once.
  @Test
  void export_fromManyProcessesOfTwoLanguages_sumsAreExactAcrossCrashes() throws Exception {
    int processes = Integer.getInteger("sluice.processes", 12);
    String[] flags = {
      "--persistence.file=" + directory.resolve("data"), "--config.file=" + together()
    };
    String address = ServerProcess.freeAddress();
    Gateway gateway = Gateway.with(flags).on(address).start();
    try (RepeatingProxy proxy = RepeatingProxy.before("http://" + address)) {
      var jobs = new ArrayList<Future<?>>();
      int kills = 0;
      try (var executor = Executors.newFixedThreadPool(AT_ONCE)) {
        for (int i = 0; i < processes; i++) {
          for (Sdk sdk :
              List.of(Sdk.JAVA_PROTOBUF, i % 2 == 0 ? Sdk.NODE_JSON : Sdk.NODE_PROTOBUF)) {
            jobs.add(
                executor.submit(
                    () -> {
                      runJob(sdk, proxy.url() + "/aggregate", delta());
                      return null;
                    }));
          }
        }
        for (int done = 0; done < jobs.size(); done += jobs.size() / 4) {
          jobs.get(done).get();
          LockSupport.parkNanos(done * 1_000_000L);
          gateway.kill();
          gateway.close();
          gateway = Gateway.with(flags).on(address).start();
          kills++;
        }
        for (Future<?> job : jobs) {
          job.get();
        }
      }
      try (PrometheusServer prometheus = PrometheusServer.scraping(address, "", directory)) {
        assertShown(prometheus, 2 * processes);
      }
      System.out.printf(
          "OpenTelemetry: %d processes, %d kills, %d requests without an answer, %d known again%n",
          2 * processes, kills, proxy.failures(), proxy.repetitions());
      assertThat(proxy.repetitions()).isPositive();
    } finally {
      gateway.close();
    }
  }

  /// All processes share one group, although each reports its own instance.
  private Path together() throws Exception {
    return Files.writeString(
        directory.resolve("config.yml"),
        """
        rules:
          - aggregate: true
            drop_labels: [instance]
        otlp:
          target_info: true
        """);
  }

  /// The combined measurements of `jobs` processes.
  private static void assertShown(PrometheusServer prometheus, int jobs) throws Exception {
    String full = "sum(job_rows_total{job=\"shop/billing\",kind=\"full\"})";
    String expected = String.valueOf(3 * jobs);
    assertThat(Await.until(() -> prometheus.query(full), found -> found.containsValue(expected)))
        .containsValue(expected);
    assertThat(value(prometheus, "sum(job_rows_total{kind=\"partial\"})")).isEqualTo(jobs);
    // Up-down counters are totals under every preference, and the last one of a group is used.
    assertThat(value(prometheus, "job_queue")).isEqualTo(-2);
    assertThat(value(prometheus, "job_temperature_celsius{zone=\"eu\"}")).isEqualTo(36.6);
    assertThat(value(prometheus, "job_duration_milliseconds_count")).isEqualTo(6 * jobs);
    assertThat(value(prometheus, "job_duration_milliseconds_sum")).isEqualTo(15638.0 * jobs);
    // 1 7 30 120 480 15000 with the usual bounds: the median is in the bucket from 25 to 50.
    assertThat(value(prometheus, "histogram_quantile(0.5, job_duration_milliseconds_bucket)"))
        .isBetween(25.0, 50.0);
    assertThat(prometheus.scrapeError()).isEmpty();
  }

  private static double value(PrometheusServer prometheus, String expression) throws Exception {
    Map<String, String> found =
        Await.until(() -> prometheus.query(expression), result -> !result.isEmpty());
    assertThat(found).as(expression).hasSize(1);
    return Double.parseDouble(found.values().iterator().next());
  }

  private static Map<String, String> delta() {
    return Map.of("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta");
  }

  private static void runJob(Sdk sdk, String endpoint, Map<String, String> more) throws Exception {
    var environment = new HashMap<>(more);
    environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
    environment.put("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
    environment.put("OTEL_METRICS_EXPORTER", "otlp");
    environment.put("OTEL_TRACES_EXPORTER", "none");
    environment.put("OTEL_LOGS_EXPORTER", "none");
    environment.put("OTEL_METRIC_EXPORT_INTERVAL", "3600000");
    environment.put("OTEL_SERVICE_NAME", "billing");
    environment.put(
        "OTEL_RESOURCE_ATTRIBUTES",
        "service.namespace=shop,service.instance.id=batch-7,deployment.environment.name=prod");
    Program.run(HOME, environment, command(sdk)).orFail();
  }

  private static List<String> command(Sdk sdk) {
    return switch (sdk) {
      case JAVA_PROTOBUF ->
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:TieredStopAtLevel=1",
              "-XX:+UseSerialGC",
              "-cp",
              System.getProperty("java.class.path"),
              OpenTelemetryJob.class.getName());
      case NODE_PROTOBUF -> List.of("node", "job.js", "proto");
      case NODE_JSON -> List.of("node", "job.js", "json");
    };
  }
}
