package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.format.ParseLimits;
import io.sluice.format.proto.Gauge;
import io.sluice.format.proto.Metric;
import io.sluice.format.proto.MetricFamily;
import io.sluice.format.proto.MetricType;
import io.sluice.http.Response;
import io.sluice.rules.RulesFile;
import io.sluice.store.StateLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The answer of each limit on pushes. Refused pushes must not store anything, not even their time.
class PushLimitsTest {
  private final OfflineGateway gateway = new OfflineGateway();

  @BeforeEach
  void limit() {
    gateway.limit(new ParseLimits(5, 100, 1_000, 50, 20), new StateLimits(10, 15, 40));
  }

  private Response put(String path, String body) {
    return gateway.request("PUT", "/metrics/job/" + path, body);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          m{a="",b="",c="",d="",e="",f=""} 1 | too many labels: --limits.labels-per-series=5
          %s 1                               | name too long: --limits.name-length=100
          m{%s=""} 1                         | name too long: --limits.name-length=100
          m{a="%s%<s%<s%<s%<s%<s%<s%<s%<s%<s"} 1 | label value too long: --limits.label-value-length=1000
          # HELP m %s\\nm 1                     | help too long: --limits.help-length=50
          """)
  void body_overALimit_is413AndLeavesNothing(String line, String message) {
    Response response = put("j", line.formatted("a".repeat(101)).replace("\\n", "\n") + "\n");

    assertThat(response.status()).isEqualTo(413);
    assertThat(OfflineGateway.text(response)).isEqualTo(message + "\n");
    assertThat(gateway.scrape())
        .doesNotContain("job=\"j\"")
        .contains(
            "sluice_http_refused_total{reason=\""
                + message.replaceAll(".*--limits\\.(.*)=.*", "$1").replace('-', '_')
                + "\"} 1\n");
  }

  @Test
  void protobuf_longHelpOrUnit_is413() {
    gateway.sendProtobuf();
    var family =
        MetricFamily.newBuilder()
            .setName("m")
            .setType(MetricType.GAUGE)
            .addMetric(Metric.newBuilder().setGauge(Gauge.newBuilder().setValue(1)));

    assertThat(put("j", delimited(family.setHelp("h".repeat(50)).setUnit("u".repeat(50)))).status())
        .isEqualTo(200);
    assertThat(OfflineGateway.text(put("j", delimited(family.setUnit("u".repeat(51))))))
        .isEqualTo("unit too long: --limits.help-length=50\n");
    assertThat(OfflineGateway.text(put("j", delimited(family.setHelp("h".repeat(51))))))
        .isEqualTo("help too long: --limits.help-length=50\n");
  }

  @Test
  void manyGroups_longHelp_is413() {
    String body = "# HELP m %s\nm{job=\"j\"} 1\n".formatted("h".repeat(51));
    Response refused =
        gateway.request(
            "PUT", "/api/v1/groups?by=job", List.of(), body.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(refused.status()).isEqualTo(413);
    assertThat(OfflineGateway.text(refused)).contains("help too long: --limits.help-length=50");
    assertThat(gateway.scrape()).doesNotContain("job=\"j\"");
  }

  private static String delimited(MetricFamily.Builder family) {
    var out = new ByteArrayOutputStream();
    try {
      family.build().writeDelimitedTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void body_atEachLimit_isAccepted() {
    String name = "n".repeat(100);
    String value = "v".repeat(1_000);

    assertThat(put("j", name + "{" + name + "=\"" + value + "\",b=\"\",c=\"\",d=\"\",e=\"\"} 1\n"))
        .extracting(Response::status)
        .isEqualTo(200);
  }

  @Test
  void body_tooManyLines_is413() {
    assertThat(OfflineGateway.text(put("j", lines(20))))
        .isEqualTo("too many series in the push: --limits.series-per-push=20\n");
    assertThat(OfflineGateway.text(put("j", types(21))))
        .isEqualTo("too many series in the push: --limits.series-per-push=20\n");
    assertThat(put("j", types(20)).status()).isEqualTo(200);
    assertThat(gateway.scrape()).contains("series_per_push\"} 2\n");
  }

  @Test
  void key_overALimit_is413AndLeavesNothing() {
    assertThat(OfflineGateway.text(put("j/a/1/b/1/c/1/d/1/e/1", "m 1\n")))
        .isEqualTo("too many labels: --limits.labels-per-series=5\n");
    assertThat(OfflineGateway.text(put("j/" + "a".repeat(101) + "/1", "m 1\n")))
        .isEqualTo("name too long: --limits.name-length=100\n");
    assertThat(OfflineGateway.text(put("j".repeat(1_001), "m 1\n")))
        .isEqualTo("label value too long: --limits.label-value-length=1000\n");
    assertThat(gateway.scrape()).doesNotContain("push_time_seconds");
  }

  @Test
  void group_oneSeriesTooMany_is413AndTheGroupStays() {
    assertThat(put("j", lines(10)).status()).isEqualTo(200);

    Response more = gateway.request("POST", "/metrics/job/j", "o 1\np 1\nq 1\nr 1\n");

    assertThat(more.status()).isEqualTo(413);
    assertThat(OfflineGateway.text(more))
        .isEqualTo("too many series in the group: --limits.series-per-group=15\n");
    assertThat(gateway.scrape())
        .doesNotContain("\no{")
        .contains("push_failure_time_seconds{instance=\"\",job=\"j\"} 0\n")
        .contains("reason=\"series_per_group\"} 1\n");
  }

  // The limit of a rule does not include the push times.
  @Test
  void group_oneSeriesMoreThanTheRuleAllows_is413AndNamesItsKey(@TempDir Path folder)
      throws Exception {
    String rules = "rules: [{limits: {series_per_group: 3}}]\n";
    Path file = Files.writeString(folder.resolve("rules.yml"), rules);
    gateway.enableAll(RulesFile.open(file, _ -> {}));

    assertThat(put("j", lines(3)).status()).isEqualTo(200);
    assertThat(gateway.request("POST", "/metrics/job/j", lines(3)).status()).isEqualTo(200);
    for (Response more :
        List.of(
            put("j", lines(4)),
            put("k", lines(4)),
            gateway.request("POST", "/metrics/job/j", "n 1\n"),
            gateway.request("POST", "/aggregate/metrics/job/j", "m{i=\"x\"} 1\n"))) {
      assertThat(more.status()).isEqualTo(413);
      assertThat(OfflineGateway.text(more))
          .isEqualTo("too many series in the group: series_per_group=3\n");
    }
    assertThat(gateway.scrape())
        .doesNotContain("job=\"k\"")
        .contains("sluice_http_refused_total{reason=\"series_per_group\"} 4\n");
  }

  @Test
  void groups_oneTooMany_is503AndThoseThereAreServed() {
    for (int i = 0; i < 10; i++) {
      assertThat(put("j" + i, "m 1\n").status()).isEqualTo(200);
    }
    Response more = put("k", "m 1\n");

    assertThat(more.status()).isEqualTo(503);
    assertThat(OfflineGateway.header(more, "Retry-After")).isEqualTo("60");
    assertThat(OfflineGateway.text(more)).isEqualTo("too many groups: --limits.groups=10\n");
    assertThat(put("k", "m 1 1000\n").status()).isEqualTo(503);
    assertThat(put("j1", "m 2\n").status()).isEqualTo(200);
    assertThat(gateway.scrape())
        .doesNotContain("job=\"k\"")
        .contains("sluice_http_refused_total{reason=\"groups\"} 2\n");

    gateway.request("DELETE", "/metrics/job/j0", "");
    assertThat(put("k", "m 1\n").status()).isEqualTo(200);
  }

  @Test
  void series_tooManyInAll_is503() {
    for (int i = 0; i < 3; i++) {
      assertThat(put("j" + i, lines(10)).status()).isEqualTo(200);
    }
    Response more = put("k", lines(3));

    assertThat(more.status()).isEqualTo(503);
    assertThat(OfflineGateway.text(more)).isEqualTo("too many series: --limits.series=40\n");
    assertThat(put("k", lines(2)).status()).isEqualTo(200);
  }

  private static String lines(int count) {
    var lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append("m{i=\"").append(i).append("\"} 1\n");
    }
    return lines.toString();
  }

  private static String types(int count) {
    var lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append("# TYPE m").append(i).append(" gauge\n");
    }
    return lines.toString();
  }
}
