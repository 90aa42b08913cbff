package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.harness.Await;
import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.Program;
import io.sluice.systemtests.harness.PrometheusServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A thousand processes that make one push each, while a real Prometheus scrapes their sums.
final class ShortJobsTest {
  private static final int JOBS = 1_000;
  private static final int AT_ONCE = 8;

  /// The metrics of each job: two requests, one of them slow.
  private static final String BODY =
      """
      # TYPE requests_total counter
      requests_total 2
      # TYPE request_seconds histogram
      request_seconds_bucket{le="0.1"} 1
      request_seconds_bucket{le="1"} 1
      request_seconds_bucket{le="10"} 2
      request_seconds_bucket{le="+Inf"} 2
      request_seconds_sum 5.05
      request_seconds_count 2
      """;

  // Would catch a sum that decreases between two scrapes, which Prometheus treats as a reset, and
  // inconsistent buckets.
  @Test
  void push_fromAThousandProcesses_prometheusSeesWhatWasSent(@TempDir Path directory)
      throws Exception {
    Program.require("curl", "curl", "--version");
    Path body = Files.writeString(directory.resolve("body"), BODY);
    try (Gateway gateway = Gateway.start();
        PrometheusServer prometheus = PrometheusServer.scraping(gateway, directory)) {
      String url = gateway.url() + "/aggregate/metrics/job/short";
      String curl = "curl -sf --data-binary @" + body + " " + url;
      Program.run(directory, Map.of(), List.of("sh", "-c", curl)).orFail();
      Await.until(() -> prometheus.query("requests_total"), found -> !found.isEmpty());
      String all = "seq %d | xargs -P %d -n 1 sh -c '%s'".formatted(JOBS - 1, AT_ONCE, curl);
      Program.run(directory, Map.of(), List.of("sh", "-c", all)).orFail();

      String series = "requests_total{job=\"short\"}";
      assertThat(
              Await.until(
                  () -> prometheus.query("requests_total"),
                  found -> found.containsValue(String.valueOf(2 * JOBS))))
          .containsExactly(Map.entry(series, String.valueOf(2 * JOBS)));
      assertThat(value(prometheus, "requests_total - min_over_time(requests_total[10m])"))
          .isEqualTo(2 * (JOBS - 1));
      assertThat(value(prometheus, "resets(requests_total[10m])")).isZero();
      assertThat(value(prometheus, "resets(request_seconds_bucket{le=\"10\"}[10m])")).isZero();
      // Prometheus extrapolates for the time before the first and after the last scrape.
      assertThat(value(prometheus, "increase(requests_total[10m])"))
          .isBetween(2.0 * (JOBS - 1), 2.0 * (JOBS - 1) * 1.5);
      assertThat(value(prometheus, "histogram_quantile(0.5, request_seconds_bucket)"))
          .isEqualTo(0.1);
      assertThat(value(prometheus, "histogram_quantile(0.75, request_seconds_bucket)"))
          .isEqualTo(5.5);
    }
  }

  private static double value(PrometheusServer prometheus, String expression) throws Exception {
    Map<String, String> found = prometheus.query(expression);
    assertThat(found).as(expression).hasSize(1);
    return Double.parseDouble(found.values().iterator().next());
  }
}
