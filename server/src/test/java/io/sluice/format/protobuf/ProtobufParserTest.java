package io.sluice.format.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.sluice.format.ParseException;
import io.sluice.format.ParsedBody;
import io.sluice.format.proto.Counter;
import io.sluice.format.proto.Gauge;
import io.sluice.format.proto.Histogram;
import io.sluice.format.proto.LabelPair;
import io.sluice.format.proto.Metric;
import io.sluice.format.proto.MetricFamily;
import io.sluice.model.Labels;
import io.sluice.model.MetricType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProtobufParserTest {
  @Test
  void parse_emptyBody_nothing() throws Exception {
    assertThat(ProtobufParser.parse(new byte[0])).isEqualTo(new ParsedBody(List.of(), false));
  }

  @Test
  void parse_gauge_asSent() throws Exception {
    ParsedBody body = parse(gauge("g", 2.5).setHelp("some help").setUnit("seconds"));

    assertThat(body.hasTimestamps()).isFalse();
    assertThat(body.families())
        .containsExactly(
            new io.sluice.model.MetricFamily(
                "g",
                "some help",
                MetricType.GAUGE,
                "seconds",
                List.of(new io.sluice.model.Metric.Gauge(Labels.of("job", "a"), 2.5))));
  }

  @ParameterizedTest
  @CsvSource({
    "01, unexpected EOF",
    "80, unexpected EOF",
    "050a, unexpected EOF",
    "808080808080808080, unexpected EOF",
    "ffffffffffffffffff01, unexpected EOF",
    "808080808010, unexpected EOF",
    "ffffffffffffffffff02, proto: variable length integer overflow",
    "ffffffffffffffffffff01, proto: variable length integer overflow",
    "020a05, proto: cannot parse invalid wire-format data",
    "0104, proto: cannot parse invalid wire-format data",
    "010c, proto: cannot parse invalid wire-format data",
    "010f, proto: cannot parse invalid wire-format data",
    "0100, proto: cannot parse invalid wire-format data",
    "020008, proto: cannot parse invalid wire-format data"
  })
  void parse_brokenBody_messageOfThePushgateway(String hex, String message) {
    assertThatExceptionOfType(ParseException.class)
        .isThrownBy(() -> ProtobufParser.parse(HexFormat.of().parseHex(hex)))
        .withMessage(message);
  }

  /// The real Pushgateway allocates the length in the prefix, and ends.
  @Test
  void parse_lengthOfATebibyte_refused() {
    byte[] body = HexFormat.of().parseHex("80808080802000");

    assertThatExceptionOfType(ParseException.class)
        .isThrownBy(() -> ProtobufParser.parse(body))
        .withMessage("unexpected EOF");
  }

  @Test
  void parse_cutOffAnywhere_refused() throws Exception {
    byte[] whole = body(gauge("g", 1));

    for (int length = 1; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatExceptionOfType(ParseException.class)
          .isThrownBy(() -> ProtobufParser.parse(cut))
          .withMessage("unexpected EOF");
    }
  }

  @Test
  void parse_messagesOfLengthZero_passedOver() throws Exception {
    assertThat(ProtobufParser.parse(new byte[3]).families()).isEmpty();
  }

  @Test
  void parse_familyWithoutMetrics_kept() throws Exception {
    assertThat(parse(MetricFamily.newBuilder().setName("g")).families())
        .containsExactly(
            new io.sluice.model.MetricFamily("g", null, MetricType.COUNTER, null, List.of()));
  }

  @Test
  void parse_sameNameTwice_lastOneCounts() throws Exception {
    ParsedBody body =
        parse(
            gauge("g", 1).setMetric(0, gaugeMetric(1).setTimestampMs(0)),
            gauge("h", 2),
            gauge("g", 3));

    assertThat(body.hasTimestamps()).isFalse();
    assertThat(body.families()).extracting(family -> family.name()).containsExactly("g", "h");
    assertThat(body.families().getFirst().metrics())
        .containsExactly(new io.sluice.model.Metric.Gauge(Labels.of("job", "a"), 3));
  }

  @ParameterizedTest
  @CsvSource({
    "'', '\"\"'",
    "ff, '\"\\xff\"'",
    "6100, '\"a\\x00\"'",
    "eda080, '\"\\xed\\xa0\\x80\"'"
  })
  void parse_invalidName_refused(String hex, String shown) {
    ByteString name = ByteString.copyFrom(HexFormat.of().parseHex(hex));

    assertThatExceptionOfType(ParseException.class)
        .isThrownBy(() -> parse(gauge("g", 1).setNameBytes(name)))
        .withMessage("invalid metric name " + shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "ünï.日本", "1", "{", "😀"})
  void parse_utf8Name_accepted(String name) throws Exception {
    assertThat(parse(gauge(name, 1)).families().getFirst().name()).isEqualTo(name);
  }

  @Test
  void parse_unknownType_refused() {
    var type = UnknownFieldSet.Field.newBuilder().addVarint(42).build();
    var unknown = UnknownFieldSet.newBuilder().addField(3, type).build();

    assertThatExceptionOfType(ParseException.class)
        .isThrownBy(() -> parse(MetricFamily.newBuilder().setName("x").setUnknownFields(unknown)))
        .withMessage("unknown metric type 42 for metric \"x\"");
  }

  @Test
  void parse_noType_counter() throws Exception {
    var metric = Metric.newBuilder().setCounter(Counter.newBuilder().setValue(1));

    ParsedBody body = parse(MetricFamily.newBuilder().setName("c").addMetric(metric));

    assertThat(body.families().getFirst().type()).isEqualTo(MetricType.COUNTER);
    assertThat(body.families().getFirst().metrics())
        .containsExactly(new io.sluice.model.Metric.Counter(Labels.EMPTY, 1, null, null));
  }

  @Test
  void parse_valueOfAnotherType_valueless() throws Exception {
    ParsedBody body =
        parse(gauge("g", 1).setType(io.sluice.format.proto.MetricType.GAUGE_HISTOGRAM));

    assertThat(body.families().getFirst().metrics())
        .containsExactly(new io.sluice.model.Metric.Valueless(Labels.of("job", "a")));
  }

  @Test
  void parse_valuesOfSeveralTypes_thatOfTheFamilyCounts() throws Exception {
    var metric = gaugeMetric(1).setCounter(Counter.newBuilder().setValue(2));

    ParsedBody body = parse(gauge("g", 0).setMetric(0, metric));

    assertThat(body.families().getFirst().metrics())
        .containsExactly(new io.sluice.model.Metric.Gauge(Labels.of("job", "a"), 1));
  }

  @Test
  void parse_timestampOfZero_isATimestamp() throws Exception {
    ParsedBody body = parse(gauge("g", 1).setMetric(0, gaugeMetric(1).setTimestampMs(0)));

    assertThat(body.hasTimestamps()).isTrue();
  }

  @Test
  void parse_help_absentAndEmptyDiffer() throws Exception {
    assertThat(parse(gauge("g", 1)).families().getFirst().help()).isNull();
    assertThat(parse(gauge("g", 1).setHelp("")).families().getFirst().help()).isEmpty();
  }

  @Test
  void parse_helpNotUtf8_replaced() throws Exception {
    ByteString help = ByteString.copyFrom(HexFormat.of().parseHex("61fffe62"));

    assertThat(parse(gauge("g", 1).setHelpBytes(help)).families().getFirst().help())
        .isEqualTo("a\ufffdb");
  }

  /// The consistency check refuses such labels, with a message that shows the bytes.
  @Test
  void parse_labelsNotUtf8_escaped() throws Exception {
    ByteString bytes = ByteString.copyFrom(HexFormat.of().parseHex("61ff"));
    var label = LabelPair.newBuilder().setNameBytes(bytes).setValueBytes(bytes);

    ParsedBody body = parse(gauge("g", 1).setMetric(0, gaugeMetric(1).setLabel(0, label)));

    assertThat(body.families().getFirst().metrics().getFirst().labels())
        .isEqualTo(Labels.of("a\udcff", "a\udcff"));
  }

  @Test
  void parse_groupsNestedDeeply_refused() {
    var body = new byte[10_003];
    Arrays.fill(body, (byte) 0x0B);
    body[0] = (byte) 0x91;
    body[1] = (byte) 0x4E;

    assertThatExceptionOfType(ParseException.class)
        .isThrownBy(() -> ProtobufParser.parse(body))
        .withMessage("proto: cannot parse invalid wire-format data");
  }

  @Test
  void parse_nothingOfANativeHistogram_noNativePart() throws Exception {
    var metric = Metric.newBuilder().setHistogram(Histogram.newBuilder().setSampleCount(1));

    ParsedBody body =
        parse(
            MetricFamily.newBuilder()
                .setName("h")
                .setType(io.sluice.format.proto.MetricType.HISTOGRAM)
                .addMetric(metric));

    assertThat(body.families().getFirst().metrics())
        .containsExactly(
            new io.sluice.model.Metric.Histogram(
                Labels.EMPTY, 1L, null, null, List.of(), null, null));
  }

  @Test
  void metrics_damaged_saysSo() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> ProtobufParser.metrics(new byte[] {5, 1}, MetricType.GAUGE))
        .withMessage("damaged metrics: unexpected EOF");
  }

  private static MetricFamily.Builder gauge(String name, double value) {
    return MetricFamily.newBuilder()
        .setName(name)
        .setType(io.sluice.format.proto.MetricType.GAUGE)
        .addMetric(gaugeMetric(value));
  }

  private static Metric.Builder gaugeMetric(double value) {
    return Metric.newBuilder()
        .addLabel(LabelPair.newBuilder().setName("job").setValue("a"))
        .setGauge(Gauge.newBuilder().setValue(value));
  }

  private static ParsedBody parse(MetricFamily.Builder... families) throws Exception {
    return ProtobufParser.parse(body(families));
  }

  private static byte[] body(MetricFamily.Builder... families) throws IOException {
    var body = new ByteArrayOutputStream();
    for (MetricFamily.Builder family : families) {
      family.build().writeDelimitedTo(body);
    }
    return body.toByteArray();
  }
}
