package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.systemtests.harness.Await;
import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.GatewayCommand;
import io.sluice.systemtests.harness.PrometheusServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real Prometheus, a reader written in Go that accepts gzip, scrapes the gateway; the results of
/// its queries are the pushed values.
final class PrometheusServerTest {
  private static final String PUSHED = "{__name__=~\"batch_.+\"}";

  /// The families of [PushedFamilies] that are equal in both formats. Prometheus omits the empty
  /// instance.
  private static final Map<String, String> CLASSIC =
      Map.ofEntries(
          Map.entry(
              "batch_records_total{job=\"nightly\",kind=\"a\\\"b\\\\c\\nd é\",shard=\"1/2\"}",
              "1234567"),
          Map.entry("batch_records_total{job=\"nightly\",kind=\"none\",shard=\"1/2\"}", "0"),
          Map.entry(
              "batch_balance{account=\"negative\",job=\"nightly\",shard=\"1/2\"}", "-0.000123"),
          Map.entry("batch_balance{account=\"infinite\",job=\"nightly\",shard=\"1/2\"}", "+Inf"),
          Map.entry("batch_balance{account=\"undefined\",job=\"nightly\",shard=\"1/2\"}", "NaN"),
          Map.entry(
              "batch_balance{account=\"large\",job=\"nightly\",shard=\"1/2\"}",
              "1.7976931348623157e+308"),
          Map.entry("batch_untyped{job=\"nightly\",shard=\"1/2\"}", "3.14"),
          Map.entry("batch_size_bytes{job=\"nightly\",quantile=\"0.5\",shard=\"1/2\"}", "15"),
          Map.entry("batch_size_bytes{job=\"nightly\",quantile=\"0.99\",shard=\"1/2\"}", "33.25"),
          Map.entry("batch_size_bytes_sum{job=\"nightly\",shard=\"1/2\"}", "170.5"),
          Map.entry("batch_size_bytes_count{job=\"nightly\",shard=\"1/2\"}", "10"),
          Map.entry(
              "batch_duration_seconds_bucket{job=\"nightly\",le=\"0.25\",shard=\"1/2\"}", "1"),
          Map.entry("batch_duration_seconds_bucket{job=\"nightly\",le=\"2.5\",shard=\"1/2\"}", "5"),
          Map.entry(
              "batch_duration_seconds_bucket{job=\"nightly\",le=\"+Inf\",shard=\"1/2\"}", "6"),
          Map.entry("batch_duration_seconds_sum{job=\"nightly\",shard=\"1/2\"}", "9.75"),
          Map.entry("batch_duration_seconds_count{job=\"nightly\",shard=\"1/2\"}", "6"));

  /// The content of a native histogram in text. The Pushgateway writes float counts only after
  /// 1.5.1.
  private static final String FLOAT_COUNT = GatewayCommand.isSluice() ? "4" : "0";

  private static final Map<String, String> NATIVE_IN_TEXT =
      Map.of(
          "batch_wait_seconds_bucket{job=\"nightly\",le=\"+Inf\",shard=\"1/2\"}", "7",
          "batch_wait_seconds_sum{job=\"nightly\",shard=\"1/2\"}", "4.5",
          "batch_wait_seconds_count{job=\"nightly\",shard=\"1/2\"}", "7",
          "batch_share_seconds_bucket{job=\"nightly\",le=\"+Inf\",shard=\"1/2\"}", FLOAT_COUNT,
          "batch_share_seconds_sum{job=\"nightly\",shard=\"1/2\"}", "2.25",
          "batch_share_seconds_count{job=\"nightly\",shard=\"1/2\"}", FLOAT_COUNT);

  /// Each bucket consists of boundary kind, lower and upper bound, count.
  private static final Map<String, String> NATIVE =
      Map.of(
          "batch_wait_seconds{job=\"nightly\",shard=\"1/2\"}",
          """
          {"count":"7","sum":"4.5","buckets":[[1,"-2","-1","1"],[3,"-0.001","0.001","1"],\
          [0,"0.5","1","2"],[0,"1","2","3"]]}\
          """,
          "batch_share_seconds{job=\"nightly\",shard=\"1/2\"}",
          """
          {"count":"4","sum":"2.25","buckets":[[3,"-0.001","0.001","0.5"],\
          [0,"0.5","1","2.25"],[0,"1","2","1.25"]]}\
          """);

  @Test
  void scrape_asText_bringsWhatWasPushed(@TempDir Path directory) throws Exception {
    try (Gateway gateway = Gateway.start();
        PrometheusServer prometheus = PrometheusServer.scraping(gateway, directory)) {
      pushAllFamilies(gateway);
      assertFound(prometheus, PUSHED, both(CLASSIC, NATIVE_IN_TEXT));
      assertUp(prometheus);
      assertPushTimes(prometheus);
    }
  }

  @Test
  void scrape_asOpenMetrics_bringsExemplarsToo(@TempDir Path directory) throws Exception {
    assumeTrue(GatewayCommand.isSluice());
    try (Gateway gateway = Gateway.start("--web.enable-openmetrics");
        PrometheusServer prometheus =
            PrometheusServer.scraping(gateway, directory, "--enable-feature=exemplar-storage")) {
      pushAllFamilies(gateway);
      assertFound(prometheus, PUSHED, both(CLASSIC, NATIVE_IN_TEXT));
      assertUp(prometheus);
      assertPushTimes(prometheus);
      assertThat(prometheus.exemplars("batch_duration_seconds_bucket"))
          .contains("{trace_id=\"abc\"} 0.2");
    }
  }

  @Test
  void scrape_asProtobuf_bringsNativeHistogramsToo(@TempDir Path directory) throws Exception {
    try (Gateway gateway = Gateway.start();
        PrometheusServer prometheus =
            PrometheusServer.scraping(
                gateway,
                directory,
                "--enable-feature=native-histograms",
                "--enable-feature=exemplar-storage")) {
      pushAllFamilies(gateway);
      assertFound(prometheus, PUSHED, both(CLASSIC, NATIVE));
      assertUp(prometheus);
      assertPushTimes(prometheus);
      assertThat(prometheus.exemplars("batch_duration_seconds_bucket"))
          .contains("{trace_id=\"abc\"} 0.2");
    }
  }

  @Test
  void scrape_afterADelete_endsTheSeries(@TempDir Path directory) throws Exception {
    try (Gateway gateway = Gateway.start();
        PrometheusServer prometheus = PrometheusServer.scraping(gateway, directory)) {
      gateway.push("/metrics/job/a", "batch_left 1\n");
      gateway.push("/metrics/job/b", "batch_left 2\n");
      assertFound(
          prometheus, PUSHED, Map.of("batch_left{job=\"a\"}", "1", "batch_left{job=\"b\"}", "2"));
      gateway.send("DELETE", "/metrics/job/a", "");
      assertFound(prometheus, PUSHED, Map.of("batch_left{job=\"b\"}", "2"));
    }
  }

  @Test
  void scrape_ofAThousandGroups_countsThemAll(@TempDir Path directory) throws Exception {
    try (Gateway gateway = Gateway.start();
        PrometheusServer prometheus = PrometheusServer.scraping(gateway, directory)) {
      pushAtOnce(gateway, 1000);
      assertFound(prometheus, "count(batch_number)", Map.of("", "1000"));
      assertFound(prometheus, "sum(batch_number)", Map.of("", "499500"));
      assertFound(prometheus, "count(push_time_seconds)", Map.of("", "1000"));
      assertFound(prometheus, "sum(push_failure_time_seconds)", Map.of("", "0"));
      assertUp(prometheus);
    }
  }

  private static void pushAllFamilies(Gateway gateway) throws Exception {
    gateway.push(
        "/metrics/job/nightly/shard@base64/MS8y",
        PushedFamilies.MEDIA_TYPE,
        PushedFamilies.delimited(PushedFamilies.all()));
  }

  private static void pushAtOnce(Gateway gateway, int groups) throws Exception {
    try (ExecutorService clients = Executors.newFixedThreadPool(20)) {
      List<Future<Integer>> statuses = new ArrayList<>();
      for (int i = 0; i < groups; i++) {
        String path = "/metrics/job/batch/instance/" + i;
        String body = "# TYPE batch_number gauge\nbatch_number " + i + "\n";
        statuses.add(clients.submit(() -> gateway.send("PUT", path, body).statusCode()));
      }
      for (Future<Integer> status : statuses) {
        assertThat(status.get()).isEqualTo(200);
      }
    }
  }

  private static void assertFound(
      PrometheusServer prometheus, String query, Map<String, String> expected) throws Exception {
    var found = Await.until(() -> prometheus.query(query), expected::equals);
    assertThat(found)
        .as("%s, last scrape: %s", query, prometheus.scrapeError())
        .isEqualTo(expected);
  }

  private static void assertUp(PrometheusServer prometheus) throws Exception {
    assertFound(prometheus, "min(up)", Map.of("", "1"));
  }

  /// The last push was just now, with a tolerance for a busy machine, and none has failed.
  private static void assertPushTimes(PrometheusServer prometheus) throws Exception {
    String group = "{job=\"nightly\",shard=\"1/2\"}";
    assertThat(prometheus.query("time() - push_time_seconds < bool 300"))
        .isEqualTo(Map.of(group, "1"));
    assertThat(prometheus.query("push_failure_time_seconds"))
        .isEqualTo(Map.of("push_failure_time_seconds" + group, "0"));
  }

  private static Map<String, String> both(Map<String, String> first, Map<String, String> second) {
    Map<String, String> all = new TreeMap<>(first);
    all.putAll(second);
    return all;
  }
}
