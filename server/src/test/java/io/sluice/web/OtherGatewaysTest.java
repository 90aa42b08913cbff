package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.Response;
import io.sluice.rules.RulesFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The URLs of other aggregation gateways, with and without a rule that aggregates their groups.
final class OtherGatewaysTest {
  @TempDir private Path folder;

  private final OfflineGateway gateway = new OfflineGateway();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/metrics",
        "/metrics/",
        "/metrics/domain/sometest.com/instance/nginx-1",
        "/api/ui/metrics",
        "/api/ui/metrics/",
        "/api/ui/metrics/domain/sometest.com",
        "/metrics/job/a",
      })
  void push_ruleForAllGroups_addsUp(String path) throws Exception {
    rules("rules: [{aggregate: true}]");

    assertThat(post(path).status()).isEqualTo(200);
    assertThat(post(path).status()).isEqualTo(200);
    assertThat(gateway.request("PUT", path, "c_total 1\n").status()).isEqualTo(200);
    assertThat(gateway.scrape()).contains("} 3\n");
    assertThat(gateway.request("DELETE", path, "").status()).isEqualTo(202);
    assertThat(gateway.scrape()).doesNotContain("c_total");
  }

  @ParameterizedTest
  @CsvSource({
    "/metrics/domain/a,     200",
    "/metrics/domain/b,     404",
    "/metrics,              405",
    "/metrics/,             404",
    "/api/ui/metrics,       404",
    "/metrics/domain/a/odd, 404",
    "/metrics/domain,       404",
    "/metrics/job/,         307",
  })
  void push_ruleForSomeGroups_addsUpForTheseOnly(String path, int status) throws Exception {
    rules("rules: [{match: '{domain=\"a\"}', aggregate: true}]");

    assertThat(post(path).status()).isEqualTo(status);
  }

  /// As in a Pushgateway; a rule without `aggregate: true` changes nothing.
  @ParameterizedTest
  @ValueSource(strings = {"", "rules: [{ttl: 1d}]", "rules: [{aggregate: false}]"})
  void push_noSuchRule_isWhatAPushgatewayAnswers(String rules) throws Exception {
    if (!rules.isEmpty()) {
      rules(rules);
    }
    Response response = post("/metrics");

    assertThat(response.status()).isEqualTo(405);
    assertThat(OfflineGateway.header(response, "Allow")).isEqualTo("GET, OPTIONS");
    assertThat(post("/metrics/").status()).isEqualTo(404);
    assertThat(post("/metrics/domain/a").status()).isEqualTo(404);
    assertThat(post("/api/ui/metrics").status()).isEqualTo(404);
    assertThat(gateway.request("DELETE", "/metrics", "").status()).isEqualTo(405);
  }

  @Test
  void get_withSuchARule_isAScrape() throws Exception {
    rules("rules: [{aggregate: true}]");

    assertThat(gateway.request("GET", "/metrics", "").status()).isEqualTo(200);
    assertThat(gateway.request("GET", "/metrics/domain/a", "").status()).isEqualTo(404);
    assertThat(gateway.request("OPTIONS", "/metrics", "").status()).isEqualTo(200);
  }

  /// If a rule is removed, its URLs no longer exist.
  @Test
  void push_ruleReloaded_followsIt() throws Exception {
    RulesFile file = rules("rules: [{aggregate: true}]");
    assertThat(post("/metrics").status()).isEqualTo(200);
    Files.writeString(folder.resolve("rules.yml"), "rules: []");
    file.reload();

    assertThat(post("/metrics").status()).isEqualTo(405);
  }

  private RulesFile rules(String text) throws Exception {
    RulesFile file = RulesFile.open(Files.writeString(folder.resolve("rules.yml"), text), _ -> {});
    gateway.enableAll(file);
    return file;
  }

  private Response post(String path) {
    return gateway.request("POST", path, "c_total 1\n");
  }
}
