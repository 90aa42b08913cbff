package io.sluice.format.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.format.otlp.proto.AggregationTemporality;
import io.sluice.format.otlp.proto.AnyValue;
import io.sluice.format.otlp.proto.ArrayValue;
import io.sluice.format.otlp.proto.ExponentialBuckets;
import io.sluice.format.otlp.proto.ExponentialHistogram;
import io.sluice.format.otlp.proto.ExponentialHistogramDataPoint;
import io.sluice.format.otlp.proto.ExportMetricsServiceRequest;
import io.sluice.format.otlp.proto.Gauge;
import io.sluice.format.otlp.proto.KeyValue;
import io.sluice.format.otlp.proto.Metric;
import io.sluice.format.otlp.proto.NumberDataPoint;
import io.sluice.format.otlp.proto.ResourceMetrics;
import io.sluice.format.otlp.proto.ScopeMetrics;
import io.sluice.model.Metric.Histogram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// For any request, the readers and the translation throw only their own exception, and do not take
/// more memory or time than the length allows.
final class OtlpFuzzTest {
  private static final int MUTATED_BODIES = 3_000;
  private static final int DEEP = 200_000;
  private static final ParseLimits SMALL = new ParseLimits(64, 1000, 1000, 1000, 1000);

  @FuzzTest
  void read_anyProtobuf_translatedOrRefused(byte[] body) {
    translate(OtlpEncoding.PROTOBUF, body);
  }

  @FuzzTest
  void read_anyJson_translatedOrRefused(byte[] body) {
    translate(OtlpEncoding.JSON, body);
  }

  @Test
  void read_mutatedBodies_translatedOrRefused() throws IOException {
    long seed = System.nanoTime();
    System.out.println("OtlpFuzzTest: seed=" + seed);
    var random = new Random(seed);
    List<byte[]> json = new ArrayList<>();
    List<byte[]> protobuf = new ArrayList<>();
    var mapper = new ObjectMapper();
    try (InputStream in = getClass().getResourceAsStream("otlp.json")) {
      for (JsonNode item : mapper.readTree(Objects.requireNonNull(in)).get("cases")) {
        if (item.has("request") && item.has("request_protobuf_base64")) {
          json.add(mapper.writeValueAsBytes(item.get("request")));
          protobuf.add(Base64.getDecoder().decode(item.get("request_protobuf_base64").asText()));
        }
      }
    }
    for (int i = 0; i < MUTATED_BODIES; i++) {
      read_anyJson_translatedOrRefused(mutated(json, random));
      read_anyProtobuf_translatedOrRefused(mutated(protobuf, random));
    }
  }

  // Would cause a stack overflow, which ends the process.
  @Test
  void read_nestedValuesInJson_refused() {
    String value = "{\"arrayValue\":{\"values\":[".repeat(DEEP);
    String body =
        "{\"resourceMetrics\":[{\"resource\":{\"attributes\":[{\"key\":\"a\",\"value\":" + value;

    assertRefused(OtlpEncoding.JSON, body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void read_nestedUnknownInJson_refused() {
    String body = "{\"unknown\":" + "[".repeat(DEEP);

    assertRefused(OtlpEncoding.JSON, body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void read_nestedValuesInProtobuf_refused() {
    ByteString value = ByteString.EMPTY;
    for (int i = 0; i < 2_000; i++) {
      value = field(1, field(5, value)); // a list in a list
    }
    byte[] body = field(1, field(1, field(1, field(2, field(5, value))))).toByteArray();

    assertRefused(OtlpEncoding.PROTOBUF, body);
    assertThatThrownBy(() -> OtlpEncoding.PROTOBUF.read(body, SMALL))
        .isInstanceOf(ParseException.class);
  }

  @Test
  void read_nestedGroupsInProtobuf_refused() {
    byte[] body = new byte[DEEP];
    java.util.Arrays.fill(body, (byte) (15 << 3 | 3)); // begin of group 15

    assertRefused(OtlpEncoding.PROTOBUF, body);
    assertThatThrownBy(() -> OtlpEncoding.PROTOBUF.read(body, SMALL))
        .isInstanceOf(ParseException.class);
  }

  @Test
  void read_aHundredLevels_areTheSameForBothEncodings() throws Exception {
    for (int levels : new int[] {1, 20, 46}) {
      AnyValue value = AnyValue.newBuilder().setStringValue("x").build();
      var json = new StringBuilder("{\"stringValue\":\"x\"}");
      for (int i = 0; i < levels; i++) {
        value =
            AnyValue.newBuilder().setArrayValue(ArrayValue.newBuilder().addValues(value)).build();
        json.insert(0, "{\"arrayValue\":{\"values\":[").append("]}}");
      }
      ExportMetricsServiceRequest request = gaugeWith(value);
      String body =
          "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"g\",\"gauge\":"
              + "{\"dataPoints\":[{\"attributes\":[{\"key\":\"k\",\"value\":"
              + json
              + "}]}]}}]}]}]}";

      assertThat(OtlpEncoding.JSON.read(body.getBytes(StandardCharsets.UTF_8), ParseLimits.NONE))
          .extracting(OtlpRequest::message)
          .isEqualTo(request);
      assertThat(OtlpEncoding.PROTOBUF.read(request.toByteArray(), ParseLimits.NONE).message())
          .isEqualTo(request);
    }
  }

  // Two bytes in the body become a hundred bytes of objects.
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void read_manyEmptyMessages_isOverTheLimit(int fieldInMetric) throws Exception {
    var points = new ByteArrayOutputStream();
    for (int i = 0; i < 2_000; i++) {
      points.writeBytes(new byte[] {(byte) (fieldInMetric << 3 | 2), 0});
    }
    ByteString gauge = ByteString.copyFrom(points.toByteArray());
    byte[] body = field(1, field(2, field(2, field(5, gauge)))).toByteArray();

    assertThatThrownBy(() -> OtlpEncoding.PROTOBUF.read(body, SMALL))
        .isInstanceOfSatisfying(
            ParseException.class, e -> assertThat(e.limit()).isEqualTo("series_per_push"));
  }

  @Test
  void read_manyPointsInJson_isOverTheLimit() {
    String body =
        "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"gauge\":{\"dataPoints\":["
            + "{},".repeat(2_000)
            + "{}]}}]}]}]}";

    assertThatThrownBy(() -> OtlpEncoding.JSON.read(body.getBytes(StandardCharsets.UTF_8), SMALL))
        .isInstanceOfSatisfying(
            ParseException.class, e -> assertThat(e.limit()).isEqualTo("series_per_push"));
  }

  // The length of a list of numbers precedes it.
  @Test
  void read_countsOfTwoGigabytes_refused() throws IOException {
    var out = new ByteArrayOutputStream();
    var coded = CodedOutputStream.newInstance(out);
    coded.writeTag(2, 2); // bucket_counts
    coded.writeUInt32NoTag(Integer.MAX_VALUE);
    coded.flush();
    ByteString buckets = ByteString.copyFrom(out.toByteArray());
    byte[] body =
        field(1, field(2, field(2, field(10, field(1, field(8, buckets)))))).toByteArray();

    assertRefused(OtlpEncoding.PROTOBUF, body);
  }

  @ParameterizedTest
  @CsvSource({
    "-2147483648, 8, -2147483647",
    "2147483646, 8, 2147483647",
    "2147483647, 9, 1073741824",
    "-2147483648, 20, -524287",
    "-1, 2147483647, 0",
    "0, 2147483647, 1",
    "-2147483648, 2147483647, 0"
  })
  void translate_offsetsAtTheEdges_areExact(int offset, int scale, int index) {
    OtlpGroup group = translated(exponential(offset, scale)).groups().getFirst();
    var histogram = (Histogram) group.families().getFirst().metrics().getFirst();

    assertThat(Objects.requireNonNull(histogram.nativePart()).positiveSpans())
        .containsExactly(new io.sluice.model.Metric.BucketSpan(index, 1));
  }

  @Test
  void translate_offsetBeyondTheLastBucket_isRejected() {
    OtlpTranslation translation = translated(exponential(Integer.MAX_VALUE, 8));

    assertThat(translation.groups()).isEmpty();
    assertThat(translation.rejected().message()).contains("a bucket is out of range");
  }

  private static ExportMetricsServiceRequest exponential(int offset, int scale) {
    return request(
        Metric.newBuilder()
            .setName("h")
            .setExponentialHistogram(
                ExponentialHistogram.newBuilder()
                    .setAggregationTemporality(
                        AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
                    .addDataPoints(
                        ExponentialHistogramDataPoint.newBuilder()
                            .setCount(1)
                            .setScale(scale)
                            .setPositive(
                                ExponentialBuckets.newBuilder()
                                    .setOffset(offset)
                                    .addBucketCounts(1))))
            .build());
  }

  private static ExportMetricsServiceRequest gaugeWith(AnyValue value) {
    return request(
        Metric.newBuilder()
            .setName("g")
            .setGauge(
                Gauge.newBuilder()
                    .addDataPoints(
                        NumberDataPoint.newBuilder()
                            .addAttributes(KeyValue.newBuilder().setKey("k").setValue(value))))
            .build());
  }

  private static ExportMetricsServiceRequest request(Metric metric) {
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .addScopeMetrics(ScopeMetrics.newBuilder().addMetrics(metric)))
        .build();
  }

  private static OtlpTranslation translated(ExportMetricsServiceRequest request) {
    try {
      return OtlpTranslation.of(
          new OtlpRequest(request),
          OtlpSettings.USUAL,
          ParseLimits.NONE,
          RecordedTranslationTest.Replacing::new);
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  /// A message as a field of another one.
  private static ByteString field(int number, ByteString message) {
    try {
      var out = ByteString.newOutput();
      var coded = CodedOutputStream.newInstance(out);
      coded.writeBytes(number, message);
      coded.flush();
      return out.toByteString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertRefused(OtlpEncoding encoding, byte[] body) {
    assertThatThrownBy(() -> encoding.read(body, ParseLimits.NONE))
        .isInstanceOf(ParseException.class);
  }

  private static void translate(OtlpEncoding encoding, byte[] body) {
    try {
      OtlpRequest request = encoding.read(body, ParseLimits.NONE);
      var keys = OtlpTranslation.keys(request);
      for (TranslationStrategy strategy : TranslationStrategy.values()) {
        OtlpTranslation translation =
            OtlpTranslation.of(
                request,
                RecordedTranslationTest.settings(strategy.word(), null),
                ParseLimits.NONE,
                RecordedTranslationTest.Replacing::new);
        translation.groups().forEach(group -> assertThat(keys).contains(group.requestedKey()));
        assertThat(translation.rejected().message().length()).isLessThan(20_000);
        for (OtlpEncoding answer : OtlpEncoding.values()) {
          answer.success(translation.rejected().points(), translation.rejected().message());
        }
      }
    } catch (ParseException _) {
      // Refused as intended.
    }
  }

  private static byte[] mutated(List<byte[]> bodies, Random random) {
    byte[] body = bodies.get(random.nextInt(bodies.size())).clone();
    for (int mutations = random.nextInt(4); mutations > 0 && body.length > 0; mutations--) {
      body[random.nextInt(body.length)] = (byte) random.nextInt(256);
    }
    return body;
  }
}
