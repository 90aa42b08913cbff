package io.sluice.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.google.protobuf.ByteString;
import io.sluice.format.proto.Bucket;
import io.sluice.format.proto.Counter;
import io.sluice.format.proto.Exemplar;
import io.sluice.format.proto.Gauge;
import io.sluice.format.proto.Histogram;
import io.sluice.format.proto.LabelPair;
import io.sluice.format.proto.Metric;
import io.sluice.format.proto.MetricFamily;
import io.sluice.format.proto.MetricType;
import io.sluice.format.proto.Summary;
import io.sluice.format.protobuf.ProtobufParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// Protobuf bodies that expand to many times their size; the tests of text bodies are those of the
/// answers.
class ParseLimitsTest {
  private static final ParseLimits LIMITS = new ParseLimits(5, 10, 20, 1_000, 100);
  private static final String SERIES = "too many series in the push: --limits.series-per-push=100";

  @Test
  void protobuf_emptyMetrics_areCountedBeforeTheyAreDecoded() throws IOException {
    var family = MetricFamily.newBuilder().setName("m").setType(MetricType.GAUGE);
    for (int i = 0; i < 99; i++) {
      family.addMetric(Metric.newBuilder());
    }
    assertAccepted(family); // the family counts as one

    assertRefused(family.addMetric(Metric.newBuilder()), SERIES);
  }

  @Test
  void protobuf_manyFamilies_areCounted() throws IOException {
    var body = new ByteArrayOutputStream();
    for (int i = 0; i < 101; i++) {
      MetricFamily.newBuilder().setName("m" + i).build().writeDelimitedTo(body);
    }
    assertRefused(body.toByteArray(), SERIES);
  }

  @Test
  void protobuf_bucketsAndQuantiles_areCounted() throws IOException {
    var histogram = Histogram.newBuilder();
    var summary = Summary.newBuilder();
    for (int i = 0; i < 100; i++) {
      histogram.addBucket(Bucket.newBuilder().setUpperBound(i));
      summary.addQuantileBuilder().setQuantile(i);
    }
    assertRefused(family(Metric.newBuilder().setHistogram(histogram)), SERIES);
    assertRefused(family(Metric.newBuilder().setSummary(summary)), SERIES);
  }

  @Test
  void protobuf_nativeBuckets_areCounted() throws IOException {
    var deltas = Histogram.newBuilder();
    var counts = Histogram.newBuilder();
    for (int i = 0; i < 300; i++) {
      deltas.addPositiveDelta(1);
      counts.addNegativeCount(1);
    }
    assertRefused(family(Metric.newBuilder().setHistogram(deltas)), SERIES);
    assertRefused(family(Metric.newBuilder().setHistogram(counts)), SERIES);
  }

  @Test
  void protobuf_fieldsNobodyKnows_areCounted() throws IOException {
    byte[] unknown = new byte[400];
    for (int i = 0; i < unknown.length; i += 2) {
      unknown[i] = 15 << 3; // field 15, a varint
    }
    var metric = Metric.parseFrom(ByteString.copyFrom(unknown)).toBuilder();

    assertRefused(family(metric), SERIES);
  }

  @Test
  void protobuf_manyLabels_areRefused() throws IOException {
    var metric = Metric.newBuilder().setGauge(Gauge.newBuilder().setValue(1));
    for (int i = 0; i < 5; i++) {
      metric.addLabel(LabelPair.newBuilder().setName("l" + i).setValue("v"));
    }
    assertAccepted(family(metric));

    metric.addLabel(LabelPair.newBuilder().setName("l5").setValue("v"));
    assertRefused(family(metric), "too many labels: --limits.labels-per-series=5");
  }

  @Test
  void protobuf_labelsOfAnExemplar_areRefusedInALargeBody() throws IOException {
    var exemplar = Exemplar.newBuilder();
    for (int i = 0; i < 200; i++) {
      exemplar.addLabel(LabelPair.newBuilder());
    }
    assertRefused(
        family(Metric.newBuilder().setCounter(Counter.newBuilder().setExemplar(exemplar))),
        "too many labels: --limits.labels-per-series=5");
  }

  @Test
  void protobuf_longNamesAndValues_areRefused() throws IOException {
    var gauge = Gauge.newBuilder().setValue(1);
    assertRefused(
        MetricFamily.newBuilder().setName("a".repeat(11)).addMetric(Metric.newBuilder()),
        "name too long: --limits.name-length=10");
    assertRefused(
        family(
            Metric.newBuilder()
                .setGauge(gauge)
                .addLabel(LabelPair.newBuilder().setName("a".repeat(11)))),
        "name too long: --limits.name-length=10");
    assertRefused(
        family(
            Metric.newBuilder()
                .setGauge(gauge)
                .addLabel(LabelPair.newBuilder().setName("a").setValue("v".repeat(21)))),
        "label value too long: --limits.label-value-length=20");
  }

  // An invalid body is reported as malformed, not as too large, with the decoder's message.
  @Test
  void protobuf_brokenAndLarge_isMalformed() {
    byte[] body = new byte[1_000];
    body[0] = (byte) 0xE6; // a length of 998
    body[1] = 7;
    body[2] = 7; // an impossible wire type
    assertThatExceptionOfType(ParseException.class)
        .isThrownBy(() -> ProtobufParser.parse(body, LIMITS))
        .withMessage("proto: cannot parse invalid wire-format data")
        .satisfies(e -> assertThat(e.limit()).isNull());
  }

  private static MetricFamily.Builder family(Metric.Builder metric) {
    return MetricFamily.newBuilder().setName("m").addMetric(metric);
  }

  private static byte[] body(MetricFamily.Builder family) throws IOException {
    var body = new ByteArrayOutputStream();
    family.build().writeDelimitedTo(body);
    return body.toByteArray();
  }

  private static void assertAccepted(MetricFamily.Builder family) throws IOException {
    byte[] body = body(family);
    assertThatNoException().isThrownBy(() -> ProtobufParser.parse(body, LIMITS));
  }

  private static void assertRefused(MetricFamily.Builder family, String message)
      throws IOException {
    assertRefused(body(family), message);
  }

  private static void assertRefused(byte[] body, String message) {
    assertThatExceptionOfType(ParseException.class)
        .isThrownBy(() -> ProtobufParser.parse(body, LIMITS))
        .withMessage(message)
        .satisfies(e -> assertThat(e.limit()).isNotNull());
  }
}
