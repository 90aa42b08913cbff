package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.harness.Await;
import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.Program;
import io.sluice.systemtests.harness.PrometheusServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// OpenMetrics from a client library, through the gateway, to a real Prometheus and to the strict
/// parser of the library.
final class OpenMetricsTest {
  private static final String PYTHON = "/usr/bin/python3";
  private static final String ENABLED = "--web.enable-openmetrics";

  @BeforeEach
  void requireClient() throws InterruptedException {
    Program.require("python3-prometheus-client", PYTHON, "-c", "import prometheus_client");
  }

  @Test
  void push_pythonClient_arrivesWithTypesUnitsAndExemplars(@TempDir Path directory)
      throws Exception {
    try (Gateway gateway = Gateway.start(ENABLED);
        PrometheusServer prometheus =
            PrometheusServer.scraping(gateway, directory, "--enable-feature=exemplar-storage")) {
      python("push", gateway.url() + "/metrics/job/om");

      assertThat(python("read", gateway.url() + "/metrics").lines())
          .contains(
              "counter om_rows  2",
              "gauge om_depth_bytes bytes 1",
              "histogram om_wait_seconds seconds 6",
              "summary om_size  3",
              "gauge om_build_info  1",
              "gauge om_mode  2");
      Map<String, String> found =
          Await.until(
              () -> prometheus.query("{__name__=~\"om_.+\",__name__!~\".+_created\"}"),
              series -> !series.isEmpty());
      assertThat(found)
          .as(prometheus.scrapeError())
          .containsOnly(
              Map.entry("om_rows_total{job=\"om\",table=\"a\\\\b\\\"c\\nd\"}", "4"),
              Map.entry("om_depth_bytes{job=\"om\"}", "-2.5"),
              Map.entry("om_wait_seconds_bucket{job=\"om\",le=\"0.1\"}", "1"),
              Map.entry("om_wait_seconds_bucket{job=\"om\",le=\"1.0\"}", "1"),
              Map.entry("om_wait_seconds_bucket{job=\"om\",le=\"+Inf\"}", "2"),
              Map.entry("om_wait_seconds_count{job=\"om\"}", "2"),
              Map.entry("om_wait_seconds_sum{job=\"om\"}", "7.05"),
              Map.entry("om_size_count{job=\"om\"}", "1"),
              Map.entry("om_size_sum{job=\"om\"}", "3"),
              Map.entry("om_build_info{job=\"om\",version=\"1.2\"}", "1"),
              Map.entry("om_mode{job=\"om\",om_mode=\"off\"}", "0"),
              Map.entry("om_mode{job=\"om\",om_mode=\"on\"}", "1"));
      assertThat(prometheus.query("time() - om_rows_created < bool 300")).containsValue("1");
      assertThat(prometheus.exemplars("om_rows_total")).containsExactly("{trace_id=\"x\"} 4");
      assertThat(prometheus.exemplars("om_wait_seconds_bucket"))
          .containsExactly("{trace_id=\"y\"} 0.05");
    }
  }

  /// Checks for data that would make 2.42 refuse the whole scrape.
  @Test
  void scrape_whatPrometheusCannotRead_isNotWritten(@TempDir Path directory) throws Exception {
    String body =
        """
        # TYPE om_nul counter
        # HELP om_nul \0"quoted\0
        om_nul_total{l="\0a\0"} 1 # {trace_id="a\0b"} 1
        # TYPE om_name counter
        om_name_total 1 # {"trace.id"="x"} 1
        # TYPE om_gauge gauge
        om_gauge 1 # {trace_id="x"} 1
        # TYPE "om.quoted" gauge
        {"om.quoted","l.l"="x"} 1
        # TYPE om_time counter
        om_time_total 1 # {} NaN -62135596800
        # EOF
        """;
    try (Gateway gateway = Gateway.start(ENABLED, "--push.enable-utf8-names");
        PrometheusServer prometheus = PrometheusServer.scraping(gateway, directory)) {
      gateway.push(
          "/metrics/job/odd",
          "application/openmetrics-text",
          body.getBytes(StandardCharsets.UTF_8));
      String floats =
          "# TYPE om_h histogram\nom_h_bucket{le=\"1\"} 0.5\nom_h_count 1.5\nom_h_sum 1\n";
      gateway.push("/metrics/job/floats", floats);

      assertThat(
              Await.until(
                  () -> prometheus.query("count({__name__=~\"om_.+\"})"),
                  found -> found.containsValue("9")))
          .as(prometheus.scrapeError())
          .containsValue("9");
    }
  }

  private static String python(String action, String url) throws Exception {
    return Program.run(
            Path.of("."), Map.of(), List.of(PYTHON, Script.path("openmetrics.py"), action, url))
        .orFail();
  }
}
