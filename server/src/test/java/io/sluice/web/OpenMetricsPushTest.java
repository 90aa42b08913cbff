package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.format.openmetrics.Vectors;
import io.sluice.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Each case of `openmetrics.json`, and each of the OpenMetrics project, as a push.
final class OpenMetricsPushTest {
  private static final String OPENMETRICS = "application/openmetrics-text; version=1.0.0";
  private static final String PUSH = "/metrics/job/j";

  private static final Set<String> PUSH_TIMES =
      Set.of("push_time_seconds", "push_failure_time_seconds");

  @TestFactory
  List<DynamicTest> push_case() {
    return tests(Vectors.cases("openmetrics.json").stream(), OpenMetricsPushTest::check);
  }

  @TestFactory
  List<DynamicTest> check_case_saysWhatThePushIsAnswered() {
    return tests(
        Vectors.cases("openmetrics.json").stream(),
        one -> {
          String answer =
              OfflineGateway.text(
                  gateway(one).request("POST", "/api/v1/check", "key=job/j", body(one)));
          assertThat(answer).contains("\"valid\":" + (one.get("status").intValue() == 200));
        });
  }

  @TestFactory
  List<DynamicTest> aggregate_caseWithTimestamps_isTakenWithoutThem() {
    return tests(
        Vectors.cases("openmetrics.json").stream().filter(one -> one.has("aggregate_mode")),
        one -> {
          Response answer = gateway(one).request("POST", "/aggregate" + PUSH, body(one));
          assertThat(answer.status()).as(OfflineGateway.text(answer)).isEqualTo(200);
        });
  }

  /// Valid bodies of the project with timestamps are invalid for a gateway.
  @TestFactory
  List<DynamicTest> push_upstreamCase() {
    return tests(
        Vectors.cases("openmetrics-upstream.json").stream()
            .filter(one -> one.get("should_parse").booleanValue()),
        one -> {
          var gateway = new OfflineGateway();
          gateway.sendType(OPENMETRICS);
          Response answer = gateway.request("POST", PUSH, body(one));
          assertThat(answer.status())
              .as(OfflineGateway.text(answer))
              .isEqualTo(one.has("push") ? 400 : 200);
          assertThat(OfflineGateway.text(answer)).contains(one.has("push") ? "timestamps" : "");
        });
  }

  @Test
  void push_malformed_showsTheLineAndACaret() {
    var gateway = new OfflineGateway();
    gateway.sendType(OPENMETRICS);

    Response answer = gateway.request("PUT", PUSH, "depth 1\nrows{a=b} 4\n# EOF\n");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(OfflineGateway.text(answer))
        .isEqualTo(
            """
            openmetrics parsing error in line 2: expected " before a label value
            rows{a=b} 4
                   ^
            """);
  }

  @Test
  void push_otherVersion_isRefusedAndNothingIsStored() {
    var gateway = new OfflineGateway();
    gateway.sendType("application/openmetrics-text; version=2.0.0");

    Response answer = gateway.request("PUT", PUSH, "depth 1\n# EOF\n");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(OfflineGateway.text(answer))
        .isEqualTo("unsupported OpenMetrics version \"2.0.0\"\n");
    assertThat(gateway.scrape()).doesNotContain("push_failure_time_seconds{");
  }

  @Test
  void aggregate_infoTwice_isReplacedAndCountersAddUp() {
    var gateway = new OfflineGateway();
    gateway.sendType(OPENMETRICS);
    for (String version : List.of("1", "2")) {
      String body =
          """
          # TYPE build info
          build_info{version="VERSION"} 1
          # TYPE rows counter
          # UNIT rows\s
          rows_total 4
          # EOF
          """
              .replace("VERSION", version);
      assertThat(gateway.request("POST", "/aggregate" + PUSH, body).status()).isEqualTo(200);
    }
    assertThat(gateway.scrape())
        .contains("build_info{instance=\"\",job=\"j\",version=\"2\"} 1\n")
        .doesNotContain("version=\"1\"")
        .contains("rows_total{instance=\"\",job=\"j\"} 8\n");
  }

  private static void check(JsonNode one) {
    OfflineGateway gateway = gateway(one);
    Response answer = gateway.request("POST", PUSH, body(one));
    String text = OfflineGateway.text(answer);
    assertThat(answer.status()).as(text).isEqualTo(one.get("status").intValue());
    assertThat(text).contains(one.path("error_contains").asText());

    List<String> shown = shown(gateway, one);
    if (answer.status() == 200) {
      assertThat(shown.stream().filter(line -> !isPushTime(line)))
          .containsExactlyInAnyOrderElementsOf(
              StreamSupport.stream(one.get("shows").spliterator(), false)
                  .map(JsonNode::textValue)
                  .toList());
    } else if (one.get("failure_time_set").booleanValue()) {
      assertThat(shown).allMatch(OpenMetricsPushTest::isPushTime).hasSize(2);
      assertThat(shown).noneMatch(line -> line.equals("push_failure_time_seconds 0"));
    } else {
      assertThat(shown).isEmpty();
    }
  }

  /// The sample lines of the group, without its labels.
  private static List<String> shown(OfflineGateway gateway, JsonNode one) {
    gateway.accept(one.path("shows_with").asText("").replace("Accept: ", ""));
    return gateway
        .scrape()
        .lines()
        .filter(line -> line.contains("job=\"j\""))
        .map(OpenMetricsPushTest::withoutKey)
        .toList();
  }

  private static String withoutKey(String line) {
    return line.replaceFirst("instance=\"\",", "")
        .replaceFirst(",?job=\"j\"", "")
        .replaceFirst("^([^{]*)\\{,", "$1{")
        .replaceFirst("^([^{]*)\\{} ", "$1 ");
  }

  private static boolean isPushTime(String line) {
    return PUSH_TIMES.contains(line.split(" ", 2)[0]);
  }

  private static OfflineGateway gateway(JsonNode one) {
    var gateway = new OfflineGateway();
    gateway.sendType(one.get("content_type").textValue());
    if (Vectors.hasUtf8Names(one)) {
      gateway.allowUtf8Names();
    }
    return gateway;
  }

  private static String body(JsonNode one) {
    return new String(Vectors.body(one), StandardCharsets.ISO_8859_1);
  }

  /// The operation for a case.
  @FunctionalInterface
  private interface Action {
    void on(JsonNode one);
  }

  private static List<DynamicTest> tests(Stream<JsonNode> cases, Action action) {
    return cases
        .map(one -> DynamicTest.dynamicTest(one.get("id").textValue(), () -> action.on(one)))
        .toList();
  }
}
