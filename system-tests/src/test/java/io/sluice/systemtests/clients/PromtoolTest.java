package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.GatewayCommand;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Checks the gateway's expositions with Prometheus's own tool.
final class PromtoolTest {
  private static final String BODY =
      """
      # HELP batch_records_total Records.
      # TYPE batch_records_total counter
      batch_records_total{kind="a"} 3
      # HELP batch_duration_seconds Duration.
      # TYPE batch_duration_seconds histogram
      batch_duration_seconds_bucket{le="1"} 1
      batch_duration_seconds_bucket{le="+Inf"} 2
      batch_duration_seconds_sum 3.5
      batch_duration_seconds_count 2
      # HELP batch_size_bytes Size.
      # TYPE batch_size_bytes summary
      batch_size_bytes{quantile="0.5"} 2
      batch_size_bytes_sum 4
      batch_size_bytes_count 2
      # HELP batch_last_success_timestamp_seconds Last success.
      # TYPE batch_last_success_timestamp_seconds gauge
      batch_last_success_timestamp_seconds 1.5e+09
      """;

  @Test
  void check_ofAFreshGateway_findsNothing(@TempDir Path directory) throws Exception {
    try (Gateway gateway = Gateway.start()) {
      Promtool.check(directory, gateway.scrape());
    }
  }

  @Test
  void check_afterPushesAndFailures_findsNothing(@TempDir Path directory) throws Exception {
    try (Gateway gateway = Gateway.start()) {
      fill(gateway);
      String scrape = gateway.scrape();
      assertThat(scrape).contains("batch_records_total{", "pushgateway_http_requests_total{");
      Promtool.check(directory, scrape);
    }
  }

  @Test
  void check_ofTheOwnMetrics_findsNothing(@TempDir Path directory) throws Exception {
    assumeTrue(GatewayCommand.isSluice(), "only Sluice has a page of its own metrics");
    try (Gateway gateway = Gateway.start()) {
      fill(gateway);
      String own = gateway.get("/-/metrics").body();
      assertThat(own)
          .contains("pushgateway_http_push_duration_seconds", "process_cpu_seconds_total", "jvm_")
          .doesNotContain("batch_");
      Promtool.check(directory, own);
    }
  }

  private static void fill(Gateway gateway) throws Exception {
    gateway.push("/metrics/job/batch", BODY);
    assertThat(gateway.send("POST", "/metrics/job/batch/shard/1", BODY).statusCode())
        .isEqualTo(200);
    assertThat(gateway.send("PUT", "/metrics/job/bad", "m 1 1500000000000\n").statusCode())
        .isEqualTo(400);
    assertThat(gateway.send("PUT", "/metrics/job/broken", "m one\n").statusCode()).isEqualTo(400);
    assertThat(gateway.send("DELETE", "/metrics/job/none", "").statusCode()).isEqualTo(202);
    assertThat(gateway.get("/api/v1/metrics").statusCode()).isEqualTo(200);
  }
}
