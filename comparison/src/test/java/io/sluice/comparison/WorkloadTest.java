package io.sluice.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.format.ParsedBody;
import io.sluice.format.openmetrics.OpenMetricsParser;
import io.sluice.format.otlp.OtlpEncoding;
import io.sluice.format.protobuf.ProtobufParser;
import io.sluice.format.text.TextParser;
import io.sluice.model.Metric;
import io.sluice.model.Names;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WorkloadTest {
  @Test
  void path_placeholders_becomeTheNumberOfTheGroup() {
    assertThat(Workload.TEN_PUT.path(7)).isEqualTo("/metrics/job/bench/instance/host-100007");
    assertThat(Workload.TEN_PUT.aggregated().path(7))
        .isEqualTo("/aggregate/metrics/job/bench/instance/host-100007");
    assertThat(Workload.THOUSAND_OTLP_POST.path(7)).isEqualTo("/v1/metrics");
  }

  @Test
  void body_tenSeries_isReadAndDiffersEachTime() throws ParseException {
    byte[] body = Workload.TEN_PUT.body();
    assertThat(TextParser.parse(body, Names.UTF8).families()).hasSize(10);
    assertThat(body).hasSameSizeAs(Workload.TEN_PUT.template());
    assertThat(body).isNotEqualTo(Workload.TEN_PUT.body());
  }

  @Test
  void body_thousandSeries_isTheSameInEachFormat() throws ParseException {
    assertThousandSeries(TextParser.parse(body(Workload.THOUSAND_PUT), Names.UTF8));
    assertThousandSeries(ProtobufParser.parse(body(Workload.THOUSAND_PROTOBUF_PUT)));
    assertThousandSeries(
        OpenMetricsParser.parse(
            body(Workload.THOUSAND_OPENMETRICS_PUT), Names.UTF8, ParseLimits.NONE));
    assertThat(OtlpEncoding.PROTOBUF.read(body(Workload.THOUSAND_OTLP_POST), ParseLimits.NONE))
        .isNotNull();
    assertThat(OtlpEncoding.JSON.read(body(Workload.THOUSAND_OTLP_JSON_POST), ParseLimits.NONE))
        .isNotNull();
  }

  /// A body with the digits, which have the same length as their placeholder.
  private static byte[] body(PushRequest request) {
    byte[] body = request.body();
    assertThat(body).hasSameSizeAs(request.template()).isNotEqualTo(request.body());
    assertThat(new String(body, StandardCharsets.ISO_8859_1)).doesNotContain(PushRequest.DIGITS);
    return body;
  }

  private static void assertThousandSeries(ParsedBody body) {
    assertThat(body.families())
        .hasSize(10)
        .allSatisfy(family -> assertThat(family.metrics()).hasSize(100));
    var first = (Metric.Counter) body.families().getFirst().metrics().getFirst();
    assertThat(first.value()).isBetween(900_000.0, 2_000_000.0);
  }
}
