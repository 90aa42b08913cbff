package io.sluice.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.format.json.JsonWriter;
import io.sluice.format.protobuf.MessageReader;
import io.sluice.go.GoFloat;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.Metric.BucketSpan;
import io.sluice.model.MetricType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NativeBucketsTest {
  /// Each row: a histogram as a protobuf message, and its form in the Pushgateway's API.
  @Test
  void of_recordedHistogram_recordedBuckets() throws IOException {
    List<String[]> rows = Recording.rows("native-histograms.tsv.gz");

    assertThat(rows)
        .hasSize(740)
        .allSatisfy(row -> assertThat(json(histogram(row[0]))).isEqualTo(row[1]));
  }

  /// One of them is an empty float histogram: for a Prometheus server, its deltas are missing.
  @Test
  void check_recordedHistogram_validButForOne() throws IOException {
    var problems = new ArrayList<String>();
    for (String[] row : Recording.rows("native-histograms.tsv.gz")) {
      String problem = NativeHistograms.check(histogram(row[0]));
      if (problem != null) {
        problems.add(problem);
      }
    }

    assertThat(problems)
        .containsExactly("the negative spans and buckets do not match: spanned=1 buckets=0");
  }

  /// A bound belongs to the bucket of which it is the upper bound.
  @Test
  void indexOf_boundsAndWhatLiesNextToThem_bucketOfDefinition() {
    for (int schema = -4; schema <= 8; schema++) {
      int lowest = (int) Math.scalb(-1_000.0, schema);
      int highest = (int) Math.scalb(1_000.0, schema);
      for (int index = lowest; index <= highest; index += 1 + (highest >> 10)) {
        double bound = NativeBuckets.bound(index, schema);

        assertThat(NativeBuckets.indexOf(bound, schema)).isEqualTo(index);
        assertThat(NativeBuckets.indexOf(Math.nextUp(bound), schema)).isEqualTo(index + 1);
        assertThat(NativeBuckets.indexOf(Math.nextDown(bound), schema)).isEqualTo(index);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 4.9e-324, -1074",
    "8, 2.2250738585072014e-308, -261632",
    "-4, 4.9e-324, -67",
    "0, 1.7976931348623157e308, 1024",
    "8, 1.7976931348623157e308, 262144",
    "-4, 1.7976931348623157e308, 64"
  })
  void indexOf_extremeNumber_bucketThatHoldsIt(int schema, double number, int index) {
    assertThat(NativeBuckets.indexOf(number, schema)).isEqualTo(index);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1024, 8.98846567431158e+307, 1.7976931348623157e+308",
    "0, 1025, 1.7976931348623157e+308, +Inf",
    "-4, 64, 2.7430620343968443e+303, 1.7976931348623157e+308",
    "-4, 2147483647, +Inf, +Inf",
    "8, -2147483647, 0, 0",
    "8, 1, 1, 1.0027112750502025",
    "8, 262144, 1.7928322734501122e+308, 1.7976931348623157e+308",
    "0, -1074, 0, 5e-324"
  })
  void of_extremeIndex_boundsOfGo(int schema, int index, String lower, String upper) {
    NativeBucket bucket = NativeBuckets.of(single(schema, index)).getFirst();

    assertThat(GoFloat.formatPlain(bucket.lower())).isEqualTo(lower);
    assertThat(GoFloat.formatPlain(bucket.upper())).isEqualTo(upper);
  }

  private static Metric.Histogram single(int schema, int index) {
    return new Metric.Histogram(
        Labels.EMPTY,
        1L,
        null,
        1.0,
        List.of(),
        null,
        new Metric.NativePart(
            schema,
            null,
            null,
            null,
            List.of(),
            List.of(),
            List.of(),
            List.of(new BucketSpan(index, 1)),
            List.of(1L),
            List.of(),
            List.of()));
  }

  private static Metric.Histogram histogram(String base64) throws IOException {
    var message = io.sluice.format.proto.Metric.parseFrom(Base64.getDecoder().decode(base64));
    return (Metric.Histogram) MessageReader.metric(message, MetricType.HISTOGRAM);
  }

  private static String json(Metric.Histogram histogram) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var json = JsonWriter.generator(out)) {
      JsonWriter.metric(json, histogram, MetricType.HISTOGRAM);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
