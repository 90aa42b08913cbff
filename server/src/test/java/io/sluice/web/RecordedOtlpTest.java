package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sluice.format.otlp.TranslationStrategy;
import io.sluice.http.Header;
import io.sluice.http.Response;
import io.sluice.rules.RulesFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Recorded OTLP requests, through all of the gateway except the network: statuses, answers, and
/// scrapes.
final class RecordedOtlpTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String USUAL = "UnderscoreEscapingWithSuffixes";
  private static final Header AS_JSON = new Header("Content-Type", "application/json");
  private static final Header AS_PROTOBUF = new Header("Content-Type", "application/x-protobuf");

  /// Requests that are refused here although they are stored in the recording: two labels of one
  /// series get the same name if a scraper requests names with underscores, and Prometheus would
  /// refuse that scrape.
  private static final Map<String, List<String>> EXCEPTIONS =
      Map.of("attr-collide", List.of("NoUTF8EscapingWithSuffixes", "NoTranslation"));

  @TempDir private Path folder;

  @TestFactory
  List<DynamicTest> cases() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    for (JsonNode item : resource("/io/sluice/format/otlp/otlp.json").get("cases")) {
      String id = item.get("id").asText();
      if (item.has("steps")) {
        for (Header type : List.of(AS_JSON, AS_PROTOBUF)) {
          tests.add(DynamicTest.dynamicTest(id + " " + type.value(), () -> playSteps(item, type)));
        }
      } else if (item.has("method")) {
        tests.add(DynamicTest.dynamicTest(id, () -> playHttp(item)));
      } else {
        for (var expected : item.get("expected").properties()) {
          tests.add(
              DynamicTest.dynamicTest(
                  id + " " + expected.getKey(), () -> playOne(item, expected.getKey())));
        }
      }
    }
    assertThat(tests.size()).isGreaterThan(300);
    return tests;
  }

  @TestFactory
  List<DynamicTest> captured() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    for (JsonNode item : resource("/io/sluice/format/otlp/captured-otlp.json").get("requests")) {
      tests.add(DynamicTest.dynamicTest(item.get("id").asText(), () -> playCaptured(item)));
    }
    assertThat(tests.size()).isEqualTo(48);
    return tests;
  }

  private void playOne(JsonNode item, String strategy) throws Exception {
    OfflineGateway gateway = gateway("", strategy, item.path("settings"));
    Response response =
        gateway.request(
            "POST", "/v1/metrics", List.of(AS_JSON), JSON.writeValueAsBytes(item.get("request")));
    if (EXCEPTIONS.getOrDefault(item.get("id").asText(), List.of()).contains(strategy)) {
      assertThat(response.status()).isEqualTo(400);
      assertThat(OfflineGateway.text(response)).contains("two or more labels with the same name");
      return;
    }
    check(item, response);
    ShownGroups.assertShows(gateway, item.get("expected").get(strategy));
  }

  private void playSteps(JsonNode item, Header type) throws Exception {
    OfflineGateway gateway =
        gateway(item.path("rules").asText(""), USUAL, MissingNode.getInstance());
    for (JsonNode before : item.path("before")) {
      String method = before.get("method").asText();
      byte[] body = before.get("body").asText().getBytes(StandardCharsets.UTF_8);
      assertThat(gateway.request(method, before.get("path").asText(), List.of(), body).status())
          .isEqualTo(200);
    }
    String path = item.get("path").asText();
    for (JsonNode step : item.get("steps")) {
      byte[] body =
          type.equals(AS_JSON)
              ? JSON.writeValueAsBytes(step.get("request"))
              : Base64.getDecoder().decode(step.get("request_protobuf_base64").asText());
      Response response = gateway.request("POST", path, List.of(type), body);
      if (type.equals(AS_JSON)) {
        check(step, response);
      } else {
        assertThat(response.status()).isEqualTo(step.get("status").asInt());
      }
      if (step.has("replayed")) {
        assertThat("true".equals(OfflineGateway.header(response, "Idempotent-Replayed")))
            .isEqualTo(step.get("replayed").asBoolean());
      }
    }
    ShownGroups.assertShows(gateway, item.get("expected").get(USUAL));
    if (item.has("native")) {
      String shown =
          OfflineGateway.text(
                  gateway.request(
                      "GET",
                      "/metrics",
                      List.of(
                          new Header(
                              "Accept",
                              "application/vnd.google.protobuf;"
                                  + "proto=io.prometheus.client.MetricFamily;encoding=text")),
                      new byte[0]))
              .replaceAll(" +", " ");
      JsonNode expected = item.get("native");
      assertThat(shown)
          .contains("zero_threshold: " + expected.get("zero_threshold").asText())
          .contains("zero_count: " + expected.get("zero_count").asText())
          .contains("schema: " + expected.get("schema").asText())
          .contains("positive_delta: " + expected.get("positive").get("1").asText());
    }
  }

  private void playHttp(JsonNode item) throws Exception {
    OfflineGateway gateway = gateway("", USUAL, MissingNode.getInstance());
    var headers = new ArrayList<Header>();
    for (var header : item.get("headers").properties()) {
      headers.add(new Header(header.getKey(), header.getValue().asText()));
    }
    Response response =
        gateway.request(
            item.get("method").asText(),
            item.get("path").asText(),
            headers,
            Base64.getDecoder().decode(item.get("body_base64").asText()));
    assertThat(response.status()).isEqualTo(item.get("status").asInt());
    if (item.has("allow")) {
      assertThat(OfflineGateway.header(response, "Allow")).isEqualTo(item.get("allow").asText());
    }
    JsonNode expected = item.path("response");
    if (expected.has("content_type")) {
      assertThat(OfflineGateway.header(response, "Content-Type"))
          .isEqualTo(expected.get("content_type").asText());
    }
    if (expected.has("body")) {
      assertThat(OfflineGateway.text(response)).isEqualTo(expected.get("body").asText());
    }
    if (expected.has("body_base64")) {
      assertThat(OfflineGateway.text(response)).isEmpty();
    }
    if (expected.has("status_message")) {
      assertThat(OfflineGateway.text(response)).startsWith("\b\003\022");
    }
    if (expected.has("json")) {
      assertSame(JSON.readTree(OfflineGateway.text(response)), expected.get("json"));
    }
    ShownGroups.assertShows(gateway, item.get("expected").get(USUAL));
  }

  /// Whether two documents are equal, where a text `...` matches any text that is not empty.
  private static void assertSame(JsonNode actual, JsonNode expected) {
    for (var field : expected.properties()) {
      JsonNode value = actual.path(field.getKey());
      if (field.getValue().isObject()) {
        assertSame(value, field.getValue());
      } else if (field.getValue().asText().equals("...")) {
        assertThat(value.asText()).isNotEmpty();
      } else {
        assertThat(value).isEqualTo(field.getValue());
      }
    }
    assertThat(actual.size()).isEqualTo(expected.size());
  }

  private void playCaptured(JsonNode item) throws Exception {
    var headers = new ArrayList<Header>();
    for (JsonNode header : item.get("headers")) {
      headers.add(new Header(header.get(0).asText(), header.get(1).asText()));
    }
    byte[] body = Base64.getDecoder().decode(item.get("body_base64").asText());
    OfflineGateway replacing = gateway("", USUAL, MissingNode.getInstance());
    Response replaced = replacing.request("POST", "/v1/metrics", headers, body);
    OfflineGateway adding = gateway("", USUAL, MissingNode.getInstance());
    Response added = adding.request("POST", "/aggregate/v1/metrics", headers, body);

    // Each request contains gauges, which are always accepted.
    assertThat(replaced.status()).isEqualTo(200);
    assertThat(added.status()).isEqualTo(200);
    boolean isCumulative = item.get("temporality_preference").asText().equals("cumulative");
    boolean isDelta = item.get("temporality_preference").asText().equals("delta");
    assertThat(isWhole(replaced)).isEqualTo(isCumulative || item.has("expected"));
    assertThat(isWhole(added)).as(OfflineGateway.text(added)).isEqualTo(isDelta);
    if (item.has("expected")) {
      ShownGroups.assertShows(replacing, item.get("expected").get(USUAL));
    }
  }

  private static boolean isWhole(Response response) {
    String body = OfflineGateway.text(response);
    return body.isEmpty() || body.equals("{}");
  }

  private static void check(JsonNode expected, Response response) throws IOException {
    assertThat(response.status()).isEqualTo(expected.get("status").asInt());
    JsonNode answer = JSON.readTree(OfflineGateway.text(response));
    JsonNode rejected = expected.path("rejected_data_points");
    JsonNode partial = answer.path("partialSuccess");
    if (response.status() == 200) {
      assertThat(partial.path("rejectedDataPoints").asText("0")).isEqualTo(rejected.asText("0"));
    }
    if (expected.has("error_contains")) {
      String message =
          response.status() == 200
              ? partial.path("errorMessage").asText()
              : answer.path("message").asText();
      assertThat(message).contains(expected.get("error_contains").asText());
    }
  }

  private OfflineGateway gateway(String rules, String strategy, JsonNode settings)
      throws IOException, RulesFile.UnusableException {
    var text = new StringBuilder(rules).append("otlp:\n");
    text.append("  translation_strategy: ").append(strategy).append('\n');
    settings
        .properties()
        .forEach(
            setting ->
                text.append("  ")
                    .append(setting.getKey())
                    .append(": ")
                    .append(setting.getValue())
                    .append('\n'));
    Path file = Files.createTempFile(folder, "config", ".yml");
    Files.writeString(file, text);
    var gateway = new OfflineGateway();
    gateway.configure(RulesFile.open(file, _ -> {}));
    assertThat(TranslationStrategy.values()).hasSize(4);
    return gateway;
  }

  private static JsonNode resource(String name) throws IOException {
    try (InputStream in = RecordedOtlpTest.class.getResourceAsStream(name)) {
      return JSON.readTree(Objects.requireNonNull(in));
    }
  }
}
