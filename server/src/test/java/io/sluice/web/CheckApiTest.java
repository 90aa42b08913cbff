package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.Response;
import io.sluice.web.api.CheckApi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckApiTest {
  private final OfflineGateway gateway = new OfflineGateway();

  @Test
  void check_goodText_isValidAndNotPushed() {
    assertThat(check(null, "# TYPE m gauge\nm 1\nm{a=\"1\"} 2\nn 3\n"))
        .isEqualTo(
            "{\"status\":\"success\",\"data\":{\"valid\":true,\"families\":2,\"series\":3}}");
    assertThat(gateway.scrape()).doesNotContain("job=");
    assertThat(OfflineGateway.text(gateway.request("GET", "/api/v1/pushes", "")))
        .endsWith("\"pushes\":[]}}");
  }

  @Test
  void check_malformedText_saysWhere() {
    assertThat(check(null, "m 1\nnäme{x=\"1\"} oops\n"))
        .isEqualTo(
            """
            {"status":"success","data":{"valid":false,\
            "message":"text format parsing error in line 2: \
            expected float as value, got \\"äme{x=\\\\\\"1\\\\\\"}\\"",\
            "line":2,"column":2,"excerpt":"näme{x=\\"1\\"} oops\\n ^"}}""");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "m 1 1000              | pushed metrics must not have timestamps",
        "m{__x=\"1\"} 1        | has a label with an invalid name: __x",
        "push_failure_time_seconds 1 | push_failure_time_seconds is set by the gateway",
      })
  void check_unfitText_saysWhyWithoutPlace(String text, String message) {
    assertThat(check(null, text + "\n"))
        .contains("\"valid\":false,\"message\":\"")
        .contains(message)
        .endsWith("\"line\":null,\"column\":null,\"excerpt\":null}}");
  }

  @Test
  void check_withKey_asksWhatOthersHold() {
    gateway.request("PUT", "/metrics/job/a b", "# TYPE m gauge\nm 1\n");
    String text = "# TYPE m counter\nm 1\n";

    assertThat(check(null, text)).contains("\"valid\":true");
    assertThat(check("key=job/other", text))
        .contains("\"valid\":false")
        .contains("is not a GAUGE\\nheld by group {job=\\\"a b\\\"}\"")
        .contains("\"held_by\":[{\"labels\":{\"job\":\"a b\"},\"key\":\"job/a%20b\"}]");
    assertThat(check("key=job%2Fa%2520b", text)).contains("\"valid\":true");
    assertThat(gateway.scrape()).doesNotContain("other");
  }

  @Test
  void check_badKey_isRefused() {
    Response response = gateway.request("POST", "/api/v1/check", "key=metrics/job/x", "m 1\n");

    assertThat(response.status()).isEqualTo(400);
  }

  @Test
  void check_longText_isRefused() {
    Response response =
        gateway.request("POST", "/api/v1/check", "#" + "x".repeat(CheckApi.MAX_BYTES));

    assertThat(response.status()).isEqualTo(413);
    assertThat(OfflineGateway.text(response)).contains("max_bytes=1048576");
  }

  @Test
  void runtime_settings_areShown() {
    gateway.request("PUT", "/metrics/job/j", "m 1\n");

    assertThat(OfflineGateway.text(gateway.request("GET", "/api/v1/runtime", "")))
        .startsWith(
            "{\"status\":\"success\",\"data\":{\"version\":\"1\",\"groups\":1,\"series\":3,")
        .containsPattern(
            "\"store_bytes\":\\d+,\"held_bytes\":\\d+,\"max_held_bytes\":\\d+,\"admin_api\":false,\"lifecycle\":false,\"limits\":\\{}"
                + ",\"persistence\":null,\"memory\":\\{\"heap_used_bytes\":\\d+")
        .contains("\"java\":\"25");
  }

  private String check(@Nullable String query, String text) {
    Response response = gateway.request("POST", "/api/v1/check", query, OfflineGateway.bytes(text));
    assertThat(response.status()).isEqualTo(200);
    return OfflineGateway.text(response);
  }
}
