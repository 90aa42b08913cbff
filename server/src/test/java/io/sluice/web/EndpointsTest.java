package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.Header;
import io.sluice.http.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsTest {
  private static final String INCONSISTENT =
      "pushed metrics are invalid or inconsistent with existing metrics: ";

  private final OfflineGateway gateway = new OfflineGateway();

  @Test
  void push_goodBody_isAnsweredWithNothing() {
    Response response = gateway.request("PUT", "/metrics/job/j", "m 1\n");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers()).isEmpty();
    assertThat(OfflineGateway.text(response)).isEmpty();
    assertThat(gateway.scrape()).contains("\nm{instance=\"\",job=\"j\"} 1\n");
  }

  // For clients that accept only 202 as success. Failures are still failures.
  @Test
  void push_otherSuccessStatus_isThatOfPushesThatWereApplied() {
    gateway.answerSuccessWith(202);

    assertThat(gateway.request("PUT", "/metrics/job/j", "m 1\n").status()).isEqualTo(202);
    assertThat(gateway.request("POST", "/aggregate/metrics", "a 1\n").status()).isEqualTo(202);
    assertThat(gateway.request("PUT", "/metrics/job/j", "m 1 1000\n").status()).isEqualTo(400);
    assertThat(gateway.request("PUT", "/metrics/job/j", "m\n").status()).isEqualTo(400);
    assertThat(gateway.request("GET", "/metrics", "").status()).isEqualTo(200);
    assertThat(gateway.scrape()).contains("\nm{instance=\"\",job=\"j\"} 1\n");
  }

  @Test
  void push_clash_isRefusedAndNoted() {
    gateway.request("PUT", "/metrics/job/j", "# TYPE m gauge\nm 1\n");
    Response response = gateway.request("POST", "/metrics/job/k", "# TYPE m counter\nm 1\n");

    assertThat(response.status()).isEqualTo(400);
    assertThat(OfflineGateway.text(response))
        .startsWith(INCONSISTENT + "collected metric \"m\" {")
        .endsWith("is not a GAUGE\nheld by group {job=\"j\"}\n");
    assertError(response);
    assertThat(gateway.scrape())
        .contains("push_failure_time_seconds{instance=\"\",job=\"k\"} 2\n")
        .contains("push_time_seconds{instance=\"\",job=\"k\"} 0\n");
  }

  // Unchecked pushes are answered with 202, even if they are invalid; invalid pushes are not
  // stored, so that no scrape breaks.
  @ParameterizedTest
  @ValueSource(strings = {"# TYPE m counter\nm 1\n", "n 1 1000\n", "n{__x=\"1\"} 1\n"})
  void push_uncheckedAndUnfit_isAcceptedButFailed(String body) {
    gateway.uncheck();
    Response good = gateway.request("PUT", "/metrics/job/j", "# TYPE m gauge\nm 1\n");
    Response unfit = gateway.request("PUT", "/metrics/job/k", body);

    assertThat(good.status()).isEqualTo(202);
    assertThat(unfit.status()).isEqualTo(202);
    assertThat(OfflineGateway.text(unfit)).isEmpty();
    assertThat(gateway.scrape())
        .contains("push_failure_time_seconds{instance=\"\",job=\"k\"} 2\n")
        .doesNotContain("m{instance=\"\",job=\"k\"}")
        .doesNotContain("\nn{");
    assertThat(OfflineGateway.text(gateway.request("GET", "/api/v1/metrics", "")))
        .contains("\"labels\":{\"job\":\"k\"},\"last_push_error\":\"")
        .contains("\"last_push_successful\":false");
  }

  @Test
  void push_uncheckedButNoMetrics_isRefused() {
    gateway.uncheck();

    assertThat(gateway.request("PUT", "/metrics/job/j", "m x\n").status()).isEqualTo(400);
    assertThat(gateway.request("PUT", "/metrics/job/j/a", "m 1\n").status()).isEqualTo(400);
  }

  @Test
  void push_afterAFailure_clearsTheError() {
    gateway.request("PUT", "/metrics/job/j", "m 1 1000\n");
    assertThat(api()).contains("last_push_error\":\"pushed metrics must not have timestamps\"");
    gateway.request("PUT", "/metrics/job/j", "m 1\n");

    assertThat(api()).doesNotContain("last_push_error").contains("\"last_push_successful\":true");
  }

  @Test
  void push_brokenText_showsTheLineAndLeavesNoTrace() {
    Response response = gateway.request("PUT", "/metrics/job/j", "m 1\nn nonsense\n");

    assertThat(response.status()).isEqualTo(400);
    assertThat(OfflineGateway.text(response))
        .startsWith(
            """
            text format parsing error in line 2: expected float as value, got "nonsense"
            n nonsense
            """)
        .contains("^");
    assertError(response);
    assertThat(gateway.scrape()).doesNotContain("job=");
  }

  @Test
  void push_brokenProtobuf_isRefused() {
    gateway.sendProtobuf();
    Response response = gateway.request("PUT", "/metrics/job/j", "\u007f");

    assertThat(response.status()).isEqualTo(400);
    assertThat(OfflineGateway.text(response)).isEqualTo("unexpected EOF\n");
  }

  @ParameterizedTest
  @CsvSource({"100, 0", "200_000, 1"})
  void push_largeBody_isParsedElsewhere(String length, int handedOver) {
    String filler = "#" + "x".repeat(Integer.parseInt(length.replace("_", ""))) + "\n";

    assertThat(gateway.request("PUT", "/metrics/job/j", filler + "m 1\n").status()).isEqualTo(200);
    assertThat(gateway.handedOver()).isEqualTo(handedOver);
    assertThat(gateway.scrape()).contains("\nm{");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/metrics/job/j/odd | odd number of components in label string \"/odd\"",
        "/metrics/job/j/a=b/x | improper label name \"a=b\"",
        "/metrics/job@base64/= | job name is required",
        "/metrics/job/\u00ff | invalid UTF-8 in label value job=\"\\xff\"",
      })
  void pushAndDelete_badKey_areRefusedAndLeaveNoTrace(String path, String message) {
    for (String method : new String[] {"PUT", "POST", "DELETE"}) {
      Response response = gateway.request(method, path, "m 1\n");

      assertThat(response.status()).isEqualTo(400);
      assertThat(OfflineGateway.text(response)).isEqualTo(message + "\n");
      assertError(response);
    }
    assertThat(api()).isEqualTo("{\"status\":\"success\",\"data\":[]}");
  }

  @Test
  void delete_group_isAcceptedWhetherThereOrNot() {
    gateway.request("PUT", "/metrics/job/j/a/1", "m 1\n");
    Response response = gateway.request("DELETE", "/metrics/job/j/a/1", "");
    Response again = gateway.request("DELETE", "/metrics/job@base64/ag/a/1", "");

    assertThat(response.status()).isEqualTo(202);
    assertThat(again.status()).isEqualTo(202);
    assertThat(OfflineGateway.text(response)).isEmpty();
    assertThat(gateway.scrape()).doesNotContain("job=");
  }

  @Test
  void wipe_disabled_isNotFound() {
    gateway.request("PUT", "/metrics/job/j", "m 1\n");
    Response response = gateway.request("PUT", "/api/v1/admin/wipe", "");

    assertThat(response.status()).isEqualTo(404);
    assertThat(OfflineGateway.text(response)).isEqualTo("404 page not found\n");
    assertThat(gateway.scrape()).contains("job=\"j\"");
  }

  @Test
  void wipe_enabled_leavesNothing() {
    gateway.enableAll();
    gateway.request("PUT", "/metrics/job/j", "m 1\n");
    Response response = gateway.request("PUT", "/api/v1/admin/wipe", "");

    assertThat(response.status()).isEqualTo(202);
    assertThat(response.headers()).isEmpty();
    assertThat(gateway.scrape()).doesNotContain("job=");
  }

  @Test
  void quit_disabled_isForbidden() {
    Response response = gateway.request("PUT", "/-/quit", "");

    assertThat(response.status()).isEqualTo(403);
    assertThat(OfflineGateway.text(response)).isEqualTo("Lifecycle API is not enabled.");
    assertThat(gateway.hasQuit()).isFalse();
  }

  @Test
  void quit_enabled_asksToStop() {
    gateway.enableAll();
    Response response = gateway.request("POST", "/-/quit", "");

    assertThat(response.status()).isEqualTo(200);
    assertThat(OfflineGateway.text(response)).isEqualTo("Requesting termination... Goodbye!");
    assertThat(gateway.hasQuit()).isTrue();
    assertThat(gateway.request("GET", "/-/quit", "").status()).isEqualTo(405);
  }

  @Test
  void ready_logOpenOrClosed_saysWhetherPushesAreTaken() {
    assertThat(OfflineGateway.text(gateway.request("GET", "/-/ready", ""))).isEqualTo("OK");
    gateway.closeLog();
    Response response = gateway.request("GET", "/-/ready", "");

    assertThat(response.status()).isEqualTo(503);
    assertThat(OfflineGateway.text(response)).isEqualTo("the log is closed\n");
  }

  // Restarting the gateway would not repair the disk.
  @Test
  void healthy_logClosed_isStillOk() {
    gateway.closeLog();

    assertThat(OfflineGateway.text(gateway.request("GET", "/-/healthy", ""))).isEqualTo("OK");
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /metrics/job/a",
    "DELETE, /metrics/job/a",
  })
  void change_logClosed_is503WithTheReason(String method, String path) {
    gateway.closeLog();
    Response response = gateway.request(method, path, "");

    assertThat(response.status()).isEqualTo(503);
    assertThat(OfflineGateway.text(response)).isEqualTo("the log is closed\n");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/status, application/json",
    "GET, /api/v1/metrics, application/json",
    "OPTIONS, /api/v1/anything,"
  })
  void api_anyAnswer_mayBeReadByOtherPages(String method, String path, String contentType) {
    Response response = gateway.request(method, path, "");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers())
        .contains(
            new Header(
                "Access-Control-Allow-Headers", "Accept, Authorization, Content-Type, Origin"),
            new Header("Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS"),
            new Header("Access-Control-Allow-Origin", "*"),
            new Header("Access-Control-Expose-Headers", "Date"),
            new Header("Cache-Control", "no-cache, no-store, must-revalidate"));
    assertThat(OfflineGateway.header(response, "Content-Type")).isEqualTo(contentType);
  }

  @Test
  void push_answer_hasNoCorsHeaders() {
    Response response = gateway.request("PUT", "/metrics/job/j", "m 1\n");

    assertThat(response.headers()).noneMatch(h -> h.name().startsWith("Access-Control"));
  }

  @Test
  void apiStatus_settings_areShown() {
    assertThat(OfflineGateway.text(gateway.request("GET", "/api/v1/status", "")))
        .startsWith(
            "{\"status\":\"success\",\"data\":{\"build_information\":{\"version\":\"1\"},"
                + "\"flags\":{\"log.level\":\"info\"},\"start_time\":\"");
  }

  @Test
  void apiMetrics_group_isGolden() {
    gateway.request(
        "PUT",
        "/metrics/job/j",
        "# HELP m <b>\n# TYPE m histogram\nm_bucket{le=\"1\"} 2\nm_sum 1.5\nm_count 1000000\n");

    assertThat(api().replaceAll("\"time_stamp\":\"[^\"]*\"", "\"time_stamp\":\"T\""))
        .isEqualTo(
            """
            {"status":"success","data":[{"labels":{"job":"j"},"last_push_successful":true,\
            "m":{"time_stamp":"T","type":"HISTOGRAM","help":"\\u003cb\\u003e","metrics":[\
            {"buckets":{"1":"2"},"count":"1000000","labels":{"instance":"","job":"j"},"sum":"1.5"}]},\
            "push_failure_time_seconds":{"time_stamp":"T","type":"GAUGE",\
            "help":"Last Unix time when changing this group in the Pushgateway failed.",\
            "metrics":[{"labels":{"instance":"","job":"j"},"value":"0"}]},\
            "push_time_seconds":{"time_stamp":"T","type":"GAUGE",\
            "help":"Last Unix time when changing this group in the Pushgateway succeeded.",\
            "metrics":[{"labels":{"instance":"","job":"j"},"value":"1"}]}}]}""");
  }

  @Test
  void scrape_ofOwnMetricsOnly_hasNothingPushed() {
    gateway.request("PUT", "/metrics/job/j", "m 1\n");

    assertThat(OfflineGateway.text(gateway.request("GET", "/-/metrics", "")))
        .contains("pushgateway_http_requests_total{code=\"200\",handler=\"push\",method=\"put\"} 1")
        .doesNotContain("job=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/status"})
  void page_pushedTo_isTheSameFrame(String path) {
    String before = OfflineGateway.text(gateway.request("GET", path, ""));
    gateway.request("PUT", "/metrics/job/<script>/a/\"&'", "m 1 1000\n");
    Response response = gateway.request("GET", path, "");

    assertThat(response.status()).isEqualTo(200);
    assertThat(OfflineGateway.header(response, "Content-Type"))
        .isEqualTo("text/html; charset=utf-8");
    assertThat(OfflineGateway.text(response))
        .isEqualTo(before)
        .contains("<title>Prometheus Pushgateway</title>");
  }

  @Test
  void static_filesOfThePage_areServed() {
    Response style = gateway.request("GET", "/static/app.css", "");

    assertThat(style.status()).isEqualTo(200);
    assertThat(OfflineGateway.header(style, "Content-Type")).isEqualTo("text/css");
    assertThat(gateway.request("GET", "/static/nothing", "").status()).isEqualTo(404);
  }

  private String api() {
    return OfflineGateway.text(gateway.request("GET", "/api/v1/metrics", ""));
  }

  private static void assertError(Response response) {
    assertThat(response.headers())
        .containsExactly(
            new Header("Content-Type", "text/plain; charset=utf-8"),
            new Header("X-Content-Type-Options", "nosniff"));
  }
}
