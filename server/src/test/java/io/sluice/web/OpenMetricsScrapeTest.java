package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.format.openmetrics.OpenMetricsParser;
import io.sluice.format.openmetrics.Vectors;
import io.sluice.http.Response;
import io.sluice.model.Names;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each case of `openmetrics-scrape.json`: a protobuf push, and its exposition.
final class OpenMetricsScrapeTest {
  private static final String ACCEPT =
      "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8";

  private static final String PUSH_TIMES =
      """
      # HELP push_failure_time_seconds Last Unix time when changing this group in the Pushgateway failed.
      # TYPE push_failure_time_seconds gauge
      push_failure_time_seconds{instance="",job="j"} 0.0
      """;

  @TestFactory
  List<DynamicTest> scrape_case() {
    return Vectors.cases("openmetrics-scrape.json").stream()
        .map(one -> DynamicTest.dynamicTest(one.get("id").textValue(), () -> check(one)))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "application/openmetrics-text, true, application/openmetrics-text; version=1.0.0",
    "application/openmetrics-text;version=0.0.1, true, application/openmetrics-text; version=0.0.1",
    "'application/openmetrics-text;version=2.0.0,*/*', true, text/plain; version=0.0.4",
    "'text/plain;q=0.9,application/openmetrics-text;q=1', true, application/openmetrics-text",
    "'application/openmetrics-text;version=1.0.0,*/*;q=0.1', false, text/plain; version=0.0.4",
  })
  void scrape_asked_choosesTheFormat(String accept, boolean isEnabled, String contentType) {
    var gateway = new OfflineGateway();
    if (isEnabled) {
      gateway.enableOpenMetrics();
    }
    gateway.accept(accept);
    for (String path : List.of("/metrics", "/-/metrics")) {
      Response answer = gateway.request("GET", path, "");
      assertThat(OfflineGateway.header(answer, "Content-Type"))
          .startsWith(contentType)
          .endsWith("; charset=utf-8; escaping=underscores");
      assertThat(OfflineGateway.text(answer).endsWith("\n# EOF\n"))
          .isEqualTo(contentType.contains("openmetrics"));
    }
  }

  @Test
  void scrape_pushTimes_areFamiliesLikeOthers() {
    assertThat(shownAfter("text/plain", "m 1\n")).contains(PUSH_TIMES).contains("\nm{");
  }

  /// The samples that only OpenMetrics has must not collide with pushed ones.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "# TYPE rows_total counter;rows_total 1;# TYPE rows gauge;rows 1|# TYPE rows_total unknown",
        "# TYPE _total counter;_total 1|# TYPE _total unknown",
        "# TYPE a_total counter;a_total 1;# TYPE a_created_total counter;a_created_total 1"
            + "|# TYPE a_created counter;a_created_total{instance=\"\",job=\"j\"} 1.0;"
            + "# TYPE a_total unknown",
        "# TYPE a summary;a_count 1;# TYPE a_count_total counter;a_count_total 1"
            + "|# TYPE a_count_total unknown",
        "# TYPE w gaugehistogram;w_bucket{le=\"1\"} 1;w_gsum 2|# TYPE w_bucket unknown",
        "# TYPE s summary;s_count 1;s_created 2|# TYPE s summary;s_sum",
      })
  void scrape_namesThatWouldClash_isReadableByTheStrictest(String body, String expected)
      throws ParseException {
    String shown = shownAfter("text/plain", body.replace(';', '\n') + "\n");

    assertThat(shown).contains(expected.replace(';', '\n'));
    if (!body.contains("s_created")) {
      OpenMetricsParser.parse(shown.getBytes(StandardCharsets.UTF_8), Names.UTF8, ParseLimits.NONE);
    }
  }

  @Test
  void scrape_createdTimeWhereSuchAFamilyIsHeld_isLeftOut() {
    var gateway = gateway();
    gateway.sendType("application/openmetrics-text");
    push(gateway, "# TYPE s summary\ns_count 1\ns_created 5\n# EOF\n");
    assertThat(gateway.scrape()).contains("s_created{instance=\"\",job=\"j\"} 5\n");

    gateway.request("POST", "/metrics/job/k", "s_created 7\n# EOF\n");

    assertThat(gateway.scrape())
        .contains("# TYPE s_created unknown\ns_created{instance=\"\",job=\"k\"} 7.0\n")
        .doesNotContain("s_created{instance=\"\",job=\"j\"}");
  }

  private static String shownAfter(String contentType, String body) {
    var gateway = gateway();
    gateway.sendType(contentType);
    push(gateway, body);
    return gateway.scrape();
  }

  private static void check(JsonNode one) throws ParseException {
    var gateway = gateway();
    gateway.sendProtobuf();
    byte[] body = Base64.getDecoder().decode(one.get("push_protobuf_base64").textValue());
    push(gateway, new String(body, StandardCharsets.ISO_8859_1));

    String shown = gateway.scrape();

    for (String family : one.get("openmetrics").textValue().split("(?m)^(?=# (HELP|EOF))", -1)) {
      assertThat("\n" + shown).contains("\n" + family);
    }
    assertThat(samples(shown)).isEqualTo(samples(one.get("openmetrics").textValue()));
    assertThat(shown).endsWith("\n# EOF\n");
    OpenMetricsParser.parse(shown.getBytes(StandardCharsets.UTF_8), Names.UTF8, ParseLimits.NONE);
  }

  /// The lines of the pushed metrics, without the push times.
  private static List<String> samples(String exposition) {
    return Arrays.stream(exposition.split("\n", -1))
        .filter(line -> line.contains("job=\"j\"") && !line.startsWith("push_"))
        .toList();
  }

  private static void push(OfflineGateway gateway, String body) {
    Response answer = gateway.request("PUT", "/metrics/job/j", body);
    assertThat(answer.status()).as(OfflineGateway.text(answer)).isEqualTo(200);
  }

  private static OfflineGateway gateway() {
    var gateway = new OfflineGateway();
    gateway.enableOpenMetrics();
    gateway.accept(ACCEPT);
    return gateway;
  }
}
