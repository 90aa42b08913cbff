package io.sluice.format.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.sluice.format.NativeBucket;
import io.sluice.format.NativeBuckets;
import io.sluice.format.NativeHistograms;
import io.sluice.go.GoFloat;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricType;
import io.sluice.model.Utf8;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes the values of the Pushgateway's JSON API with the same bytes as Go's `encoding/json`.
///
/// All numbers are strings; the keys of maps are sorted.
public final class JsonWriter {
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .characterEscapes(new GoEscapes())
          .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
          .build();

  private JsonWriter() {}

  /// Creates a JSON generator that escapes the same characters as Go.
  ///
  /// It uses a writer instead of the stream, because with a stream it would also escape characters
  /// with four UTF-8 bytes.
  public static JsonGenerator generator(OutputStream out) throws IOException {
    return FACTORY.createGenerator(new OutputStreamWriter(out, StandardCharsets.UTF_8));
  }

  /// Starts a metric family of a group. The metrics and [#endFamily] must follow.
  ///
  /// @param timestampNanos when it was pushed, in nanoseconds since 1970
  public static void startFamily(
      JsonGenerator json, MetricType type, @Nullable String help, long timestampNanos)
      throws IOException {
    json.writeStartObject();
    string(json, "time_stamp", rfc3339(timestampNanos));
    string(json, "type", type.name());
    if (help != null && !help.isEmpty()) {
      string(json, "help", help);
    }
    json.writeArrayFieldStart("metrics");
  }

  public static void endFamily(JsonGenerator json) throws IOException {
    json.writeEndArray();
    json.writeEndObject();
  }

  /// A point in time in the format of Go's `time.RFC3339Nano`, in the local time zone.
  public static String rfc3339(long epochNanos) {
    return rfc3339(epochNanos, ZoneId.systemDefault());
  }

  static String rfc3339(long epochNanos, ZoneId zone) {
    Instant instant =
        Instant.ofEpochSecond(
            Math.floorDiv(epochNanos, NANOS_PER_SECOND),
            Math.floorMod(epochNanos, NANOS_PER_SECOND));
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant.atZone(zone));
  }

  /// Writes labels as an object.
  public static void labels(JsonGenerator json, Labels labels) throws IOException {
    json.writeStartObject();
    for (int i = 0; i < labels.size(); i++) {
      string(json, Utf8.replaceInvalid(labels.name(i)), labels.value(i));
    }
    json.writeEndObject();
  }

  /// Writes one metric of a family as an object.
  ///
  /// @param type that of the family
  public static void metric(JsonGenerator json, Metric metric, MetricType type) throws IOException {
    json.writeStartObject();
    fields(json, metric, type);
    json.writeEndObject();
  }

  private static void fields(JsonGenerator json, Metric metric, MetricType type)
      throws IOException {
    switch (metric) {
      case Metric.Counter counter -> value(json, metric, counter.value());
      case Metric.Gauge gauge -> value(json, metric, gauge.value());
      case Metric.Untyped untyped -> value(json, metric, untyped.value());
      case Metric.Valueless _ -> value(json, metric, 0);
      case Metric.Summary summary -> summary(json, summary);
      case Metric.Histogram histogram -> {
        if (type == MetricType.GAUGE_HISTOGRAM) {
          value(json, metric, 0);
        } else {
          histogram(json, histogram);
        }
      }
    }
  }

  private static void value(JsonGenerator json, Metric metric, double value) throws IOException {
    labels(json, metric);
    string(json, "value", GoFloat.formatPlain(value));
  }

  private static void summary(JsonGenerator json, Metric.Summary summary) throws IOException {
    var quantiles = new TreeMap<String, String>();
    for (Metric.Quantile quantile : summary.quantiles()) {
      quantiles.put(
          GoFloat.formatPlain(quantile.quantile()), GoFloat.formatPlain(quantile.value()));
    }
    string(json, "count", unsigned(summary.sampleCount()));
    labels(json, summary);
    json.writeFieldName("quantiles");
    map(json, quantiles);
    string(json, "sum", number(summary.sampleSum()));
  }

  private static void histogram(JsonGenerator json, Metric.Histogram histogram) throws IOException {
    json.writeFieldName("buckets");
    if (hasSpans(histogram)) {
      nativeBuckets(json, histogram);
    } else {
      classicBuckets(json, histogram);
    }
    string(json, "count", count(histogram));
    labels(json, histogram);
    string(json, "sum", number(histogram.sampleSum()));
  }

  private static void nativeBuckets(JsonGenerator json, Metric.Histogram histogram)
      throws IOException {
    json.writeStartArray();
    for (NativeBucket bucket : NativeBuckets.of(histogram)) {
      json.writeStartArray();
      json.writeNumber(bucket.boundaries());
      json.writeString(GoFloat.formatPlain(bucket.lower()));
      json.writeString(GoFloat.formatPlain(bucket.upper()));
      json.writeString(bucket.count());
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private static void classicBuckets(JsonGenerator json, Metric.Histogram histogram)
      throws IOException {
    var buckets = new TreeMap<String, String>();
    for (Metric.Bucket bucket : histogram.buckets()) {
      buckets.put(GoFloat.formatPlain(bucket.upperBound()), count(bucket));
    }
    map(json, buckets);
  }

  private static String count(Metric.Histogram histogram) {
    return NativeHistograms.isFloat(histogram)
        ? number(histogram.sampleCountFloat())
        : unsigned(histogram.sampleCount());
  }

  private static String count(Metric.Bucket bucket) {
    double count = NativeHistograms.orZero(bucket.cumulativeCountFloat());
    return count > 0 ? GoFloat.formatPlain(count) : unsigned(bucket.cumulativeCount());
  }

  private static String number(@Nullable Double number) {
    return GoFloat.formatPlain(NativeHistograms.orZero(number));
  }

  private static String unsigned(@Nullable Long number) {
    return Long.toUnsignedString(NativeHistograms.orZero(number));
  }

  private static boolean hasSpans(Metric.Histogram histogram) {
    Metric.NativePart part = histogram.nativePart();
    return part != null && !(part.negativeSpans().isEmpty() && part.positiveSpans().isEmpty());
  }

  private static void labels(JsonGenerator json, Metric metric) throws IOException {
    json.writeFieldName("labels");
    labels(json, metric.labels());
  }

  private static void map(JsonGenerator json, Map<String, String> map) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, String> entry : map.entrySet()) {
      string(json, entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  private static void string(JsonGenerator json, String name, String value) throws IOException {
    json.writeStringField(name, Utf8.replaceInvalid(value));
  }

  /// The characters that Go escapes although JSON does not require it: those of HTML and the line
  /// separators of JavaScript.
  private static final class GoEscapes extends CharacterEscapes {
    @Serial private static final long serialVersionUID = 1;

    private static final String ESCAPED = "<>&\u2028\u2029";

    @Override
    public int[] getEscapeCodesForAscii() {
      int[] codes = standardAsciiEscapesForJSON();
      codes['<'] = ESCAPE_CUSTOM;
      codes['>'] = ESCAPE_CUSTOM;
      codes['&'] = ESCAPE_CUSTOM;
      return codes;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int c) {
      return ESCAPED.indexOf(c) < 0 ? null : new SerializedString("\\u%04x".formatted(c));
    }
  }
}
