package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.Response;
import io.sluice.rules.RulesFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesApiTest {
  private static final String RULES =
      """
      rules:
        - match: '{job=~"ci-.*"}'
          aggregate: true
          gauges: max
          drop_labels: [pod, instance]
          series_ttl: 1500ms
          limits: {series_per_push: 10}
        - match: '{job="backup",path="/var"}'
          expect_within: 1d
          relabel: [{regex: x, action: labeldrop}]
      """;

  private static final String NOTHING =
      "\"terms\":{\"aggregate\":null,\"merge\":null,\"gauges\":null,\"buckets\":null,\"mode_label\":null,"
          + "\"drop_labels\":[],\"relabel\":[],\"ttl_seconds\":null,\"series_ttl_seconds\":null,"
          + "\"expect_within_seconds\":null,\"limits\":{\"series_per_push\":null,"
          + "\"series_per_group\":null,\"body_bytes\":null}}";

  @TempDir Path folder;
  private Path path;
  private final OfflineGateway gateway = new OfflineGateway();

  @BeforeEach
  void loadRules() throws Exception {
    path = Files.writeString(folder.resolve("rules.yml"), RULES);
    gateway.enableAll(RulesFile.open(path, _ -> {}));
  }

  @Test
  void show_noKey_listsAllRules() {
    assertThat(get(null))
        .isEqualTo(
            "{\"status\":\"success\",\"data\":{\"file\":\""
                + path
                + "\",\"rules\":["
                + "{\"index\":0,\"line\":2,\"match\":\"{job=~\\\"ci-.*\\\"}\","
                + "\"terms\":{\"aggregate\":true,\"merge\":null,\"gauges\":\"max\",\"buckets\":null,"
                + "\"mode_label\":null,\"drop_labels\":[\"instance\",\"pod\"],\"relabel\":[],"
                + "\"ttl_seconds\":null,\"series_ttl_seconds\":1.5,"
                + "\"expect_within_seconds\":null,"
                + "\"limits\":{\"series_per_push\":10,\"series_per_group\":null,"
                + "\"body_bytes\":null}}},"
                + "{\"index\":1,\"line\":8,\"match\":\"{job=\\\"backup\\\",path=\\\"/var\\\"}\","
                + "\"terms\":{\"aggregate\":null,\"merge\":null,\"gauges\":null,\"buckets\":null,"
                + "\"mode_label\":null,\"drop_labels\":[],\"relabel\":[\"labeldrop\"],"
                + "\"ttl_seconds\":null,\"series_ttl_seconds\":null,"
                + "\"expect_within_seconds\":86400,"
                + "\"limits\":{\"series_per_push\":null,\"series_per_group\":null,"
                + "\"body_bytes\":null}}}]}}");
  }

  @Test
  void show_keyOfTheFirstRule_namesItAndTheGroup() {
    assertThat(get("key=job/ci-1/pod/a"))
        .startsWith(
            "{\"status\":\"success\",\"data\":{\"key\":{\"job\":\"ci-1\",\"pod\":\"a\"},"
                + "\"group\":{\"job\":\"ci-1\"},\"passed_over\":[],"
                + "\"rule\":{\"index\":0,\"line\":2,\"match\":\"{job=~\\\"ci-.*\\\"}\"},"
                + "\"terms\":{\"aggregate\":true,");
  }

  @Test
  void show_keyOfALaterRule_saysWhyNotTheFirst() {
    assertThat(get("key=job/backup/path@base64/L3Zhcg"))
        .contains(
            "\"passed_over\":[{\"index\":0,\"line\":2,\"match\":\"{job=~\\\"ci-.*\\\"}\","
                + "\"failing\":\"job=~\\\"ci-.*\\\"\",\"value\":\"backup\"}],"
                + "\"rule\":{\"index\":1,");
  }

  @Test
  void show_keyOfNoRule_saysNothing() {
    assertThat(get("key=job/other")).contains("\"rule\":null," + NOTHING);
  }

  @ParameterizedTest
  @CsvSource({
    "key=job%2Fa%2520b, a b",
    "key=job/a+b, a b",
    "key=job/a%20b, a b",
    "key=job/%C3%A9, é",
    "key=job%2F%25C3%25A9, é",
    "%6Bey=job/a, a",
  })
  void show_encodedKey_isDecoded(String query, String job) {
    assertThat(get(query)).contains("\"key\":{\"job\":\"" + job + "\"}");
  }

  // An aggregated group may have no job.
  @ParameterizedTest
  @ValueSource(strings = {"key=/", "key=x/y"})
  void show_keyWithoutJob_isExplained(String query) {
    Response response = gateway.request("GET", "/api/v1/rules", query, "");

    assertThat(response.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "key=job",
        "key=x",
        "key=job/",
        "key=job/a/b",
        "key=job/%25zz",
        "key=%zz",
        "key=job@base64/!"
      })
  void show_noKey_isRefused(String query) {
    Response response = gateway.request("GET", "/api/v1/rules", query, "");

    assertThat(response.status()).isEqualTo(400);
    assertThat(OfflineGateway.text(response))
        .startsWith("{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "POST"})
  void reload_goodFile_isInForce(String method) throws Exception {
    Files.writeString(path, "rules: []\n");
    Response response = gateway.request(method, "/-/reload", "");

    assertThat(response.status()).isEqualTo(200);
    assertThat(get(null)).contains("\"rules\":[]");
  }

  @Test
  void reload_wrongFile_isAnsweredWithThePlace() throws Exception {
    Files.writeString(path, "rules:\n  - tll: 1d\n");
    Response response = gateway.request("POST", "/-/reload", "");

    assertThat(response.status()).isEqualTo(500);
    assertThat(OfflineGateway.text(response))
        .startsWith("failed to reload config: " + path + ":2:5: unknown key \"tll\"");
    assertThat(get(null)).contains("\"line\":8");
  }

  @Test
  void reload_lifecycleOff_isRefused() {
    Response response = new OfflineGateway().request("POST", "/-/reload", "");

    assertThat(response.status()).isEqualTo(403);
    assertThat(OfflineGateway.text(response)).isEqualTo("Lifecycle API is not enabled.");
  }

  @Test
  void show_noFile_isEmpty() {
    assertThat(OfflineGateway.text(new OfflineGateway().request("GET", "/api/v1/rules", "")))
        .isEqualTo("{\"status\":\"success\",\"data\":{\"file\":null,\"rules\":[]}}");
  }

  private String get(@org.jspecify.annotations.Nullable String query) {
    return OfflineGateway.text(gateway.request("GET", "/api/v1/rules", query, ""));
  }
}
