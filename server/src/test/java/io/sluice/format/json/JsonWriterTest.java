package io.sluice.format.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonWriterTest {
  private static final Labels LABELS = Labels.of("job", "a", "b", "1", "instance", "");

  @Test
  void family_gauge_valueIsText() throws IOException {
    assertThat(json("Some \"help\".", MetricType.GAUGE, new Metric.Gauge(LABELS, -0.0)))
        .isEqualTo(
            """
            {"time_stamp":"TIME","type":"GAUGE","help":"Some \\"help\\".","metrics":[\
            {"labels":{"b":"1","instance":"","job":"a"},"value":"-0"}]}""");
  }

  @Test
  void family_emptyHelp_leftOut() throws IOException {
    assertThat(json("", MetricType.COUNTER, new Metric.Counter(LABELS, 1e6, null, null)))
        .isEqualTo(
            """
            {"time_stamp":"TIME","type":"COUNTER","metrics":[\
            {"labels":{"b":"1","instance":"","job":"a"},"value":"1e+06"}]}""");
  }

  @Test
  void family_summary_quantilesByName() throws IOException {
    var summary =
        new Metric.Summary(
            Labels.EMPTY,
            -1L,
            null,
            List.of(new Metric.Quantile(1, -3), new Metric.Quantile(0.5, Double.NaN)),
            null);

    assertThat(json(null, MetricType.SUMMARY, summary, emptySummary()))
        .isEqualTo(
            """
            {"time_stamp":"TIME","type":"SUMMARY","metrics":[\
            {"count":"18446744073709551615","labels":{},"quantiles":{"0.5":"NaN","1":"-3"},"sum":"0"},\
            {"count":"0","labels":{},"quantiles":{},"sum":"0"}]}""");
  }

  @Test
  void family_classicHistogram_bucketsByName() throws IOException {
    var buckets =
        List.of(
            new Metric.Bucket(1L, null, 0.1, null),
            new Metric.Bucket(7L, 2.5, 1, null),
            new Metric.Bucket(4L, 0.0, Double.POSITIVE_INFINITY, null));

    assertThat(json(null, MetricType.HISTOGRAM, histogram(4L, null, buckets)))
        .isEqualTo(
            """
            {"time_stamp":"TIME","type":"HISTOGRAM","metrics":[\
            {"buckets":{"+Inf":"4","0.1":"1","1":"2.5"},"count":"4","labels":{},"sum":"1.5"}]}""");
  }

  @Test
  void family_floatCount_shownInPlaceOfTheInteger() throws IOException {
    assertThat(json(null, MetricType.HISTOGRAM, histogram(4L, 1e6, List.of())))
        .isEqualTo(
            """
            {"time_stamp":"TIME","type":"HISTOGRAM","metrics":[\
            {"buckets":{},"count":"1e+06","labels":{},"sum":"1.5"}]}""");
  }

  /// As in the Pushgateway, which does not support gauge histograms here.
  @Test
  void family_gaugeHistogram_zero() throws IOException {
    assertThat(json(null, MetricType.GAUGE_HISTOGRAM, histogram(4L, null, List.of())))
        .isEqualTo(
            """
            {"time_stamp":"TIME","type":"GAUGE_HISTOGRAM","metrics":[\
            {"labels":{},"value":"0"}]}""");
  }

  @Test
  void family_noMetrics_emptyArray() throws IOException {
    assertThat(json(null, MetricType.UNTYPED))
        .isEqualTo(
            """
            {"time_stamp":"TIME","type":"UNTYPED","metrics":[]}""");
  }

  @Test
  void generator_specialCharacters_escapedAsGoDoes() throws IOException {
    var out = new ByteArrayOutputStream();
    try (JsonGenerator json = JsonWriter.generator(out)) {
      json.writeString("<>& \u2028\u2029 \b\t\n\f\r \u0000\u001f\u007f /'\"\\ ü日😀");
    }

    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "\"\\u003c\\u003e\\u0026 \\u2028\\u2029 \\b\\t\\n\\f\\r \\u0000\\u001f\u007f /'\\\"\\\\"
                + " ü日😀\"");
  }

  /// The store has no such labels, but an answer must never be truncated.
  @Test
  void labels_notUtf8_replaced() throws IOException {
    var out = new ByteArrayOutputStream();
    try (JsonGenerator json = JsonWriter.generator(out)) {
      JsonWriter.labels(json, Labels.of("a", "x\udcffy"));
    }

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{\"a\":\"x\ufffdy\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1970-01-01T00:00:00Z",
    "1795352468796584600, 2026-11-22T13:01:08.7965846Z",
    "1795352468000000001, 2026-11-22T13:01:08.000000001Z",
    "1795352460000000000, 2026-11-22T13:01:00Z",
    "-1, 1969-12-31T23:59:59.999999999Z"
  })
  void rfc3339_utc_noTrailingZeros(long nanos, String expected) {
    assertThat(JsonWriter.rfc3339(nanos, ZoneOffset.UTC)).isEqualTo(expected);
  }

  @Test
  void rfc3339_otherZone_withOffset() {
    assertThat(JsonWriter.rfc3339(1795352468500000000L, ZoneId.of("Asia/Kolkata")))
        .isEqualTo("2026-11-22T18:31:08.5+05:30");
  }

  private static Metric emptySummary() {
    return new Metric.Summary(Labels.EMPTY, null, null, List.of(), null);
  }

  private static Metric histogram(
      Long count, @Nullable Double countFloat, List<Metric.Bucket> buckets) {
    return new Metric.Histogram(Labels.EMPTY, count, countFloat, 1.5, buckets, null, null);
  }

  private static String json(@Nullable String help, MetricType type, Metric... metrics)
      throws IOException {
    var out = new ByteArrayOutputStream();
    try (JsonGenerator json = JsonWriter.generator(out)) {
      FamilyJson.write(json, new MetricFamily("x", help, type, null, List.of(metrics)), 0);
    }
    return out.toString(StandardCharsets.UTF_8).replace(JsonWriter.rfc3339(0), "TIME");
  }
}
