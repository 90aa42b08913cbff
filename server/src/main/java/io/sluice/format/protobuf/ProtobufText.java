package io.sluice.format.protobuf;

import io.sluice.format.EscapingScheme;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.go.GoFloat;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.Utf8;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes protobuf text like Go's `prototext`: either on one line (`label:{name:"a" value:"b"}`)
/// with two spaces between fields, or with one field per line, indented by two spaces.
///
/// Depending on the build, Go writes one space or two; two are those of the recorded Pushgateway.
/// Fields are in the order of metrics.proto. Absent fields, which are null here, are omitted.
public final class ProtobufText {
  private static final String INDENT = "  ";

  private final ByteArrayBuilder out;
  private final boolean isMultiLine;
  private final EscapingScheme escaping;

  /// The unit of the current family, which is written after the metrics.
  private @Nullable String unit;

  /// The number of open messages.
  private int depth;

  /// Whether the next field is the first of its message.
  private boolean isFirst = true;

  private ProtobufText(ByteArrayBuilder out, boolean isMultiLine, EscapingScheme escaping) {
    this.out = out;
    this.isMultiLine = isMultiLine;
    this.escaping = escaping;
  }

  /// Writes one line per family.
  public static ProtobufText oneLine(ByteArrayBuilder out, EscapingScheme escaping) {
    return new ProtobufText(out, false, escaping);
  }

  /// Writes one line per field.
  public static ProtobufText multiLine(ByteArrayBuilder out, EscapingScheme escaping) {
    return new ProtobufText(out, true, escaping);
  }

  /// Starts a family. Its metrics must follow; those of `family` are ignored.
  public void startFamily(MetricFamily family) {
    String name = escaping.escapeMetricName(family.name());
    isFirst = true;
    string("name", name);
    string("help", family.help());
    raw("type", family.type().name());
    unit = ProtobufWriter.shownUnit(family, name);
  }

  /// Writes a metric of the current family.
  public void metric(Metric metric) {
    message("metric", () -> fields(metric));
  }

  /// Ends the current family.
  public void endFamily() {
    string("unit", unit);
    out.append('\n');
  }

  /// Writes the fields of a metric.
  void fields(Metric metric) {
    metric.labels().forEach((name, value) -> label(escaping.escapeLabelName(name), value));
    switch (metric) {
      case Metric.Counter counter -> message("counter", () -> counter(counter));
      case Metric.Gauge gauge -> message("gauge", () -> number("value", gauge.value()));
      case Metric.Untyped untyped -> message("untyped", () -> number("value", untyped.value()));
      case Metric.Summary summary -> message("summary", () -> summary(summary));
      case Metric.Histogram histogram -> message("histogram", () -> histogram(histogram));
      case Metric.Valueless _ -> {}
    }
  }

  private void counter(Metric.Counter counter) {
    number("value", counter.value());
    exemplar("exemplar", counter.exemplar());
    timestamp("created_timestamp", counter.created());
  }

  private void summary(Metric.Summary summary) {
    unsigned("sample_count", summary.sampleCount());
    number("sample_sum", summary.sampleSum());
    for (Metric.Quantile quantile : summary.quantiles()) {
      message(
          "quantile",
          () -> {
            number("quantile", quantile.quantile());
            number("value", quantile.value());
          });
    }
    timestamp("created_timestamp", summary.created());
  }

  private void histogram(Metric.Histogram histogram) {
    unsigned("sample_count", histogram.sampleCount());
    number("sample_count_float", histogram.sampleCountFloat());
    number("sample_sum", histogram.sampleSum());
    for (Metric.Bucket bucket : histogram.buckets()) {
      message("bucket", () -> bucket(bucket));
    }
    timestamp("created_timestamp", histogram.created());
    if (histogram.nativePart() != null) {
      nativePart(histogram.nativePart());
    }
  }

  private void bucket(Metric.Bucket bucket) {
    unsigned("cumulative_count", bucket.cumulativeCount());
    number("cumulative_count_float", bucket.cumulativeCountFloat());
    number("upper_bound", bucket.upperBound());
    exemplar("exemplar", bucket.exemplar());
  }

  private void nativePart(Metric.NativePart part) {
    if (part.schema() != null) {
      raw("schema", part.schema().toString());
    }
    number("zero_threshold", part.zeroThreshold());
    unsigned("zero_count", part.zeroCount());
    number("zero_count_float", part.zeroCountFloat());
    spans("negative_span", part.negativeSpans());
    part.negativeDeltas().forEach(delta -> raw("negative_delta", delta.toString()));
    part.negativeCounts().forEach(count -> number("negative_count", count));
    spans("positive_span", part.positiveSpans());
    part.positiveDeltas().forEach(delta -> raw("positive_delta", delta.toString()));
    part.positiveCounts().forEach(count -> number("positive_count", count));
    part.exemplars().forEach(exemplar -> exemplar("exemplars", exemplar));
  }

  private void spans(String name, List<Metric.BucketSpan> spans) {
    for (Metric.BucketSpan span : spans) {
      message(
          name,
          () -> {
            raw("offset", Integer.toString(span.offset()));
            raw("length", Integer.toUnsignedString(span.length()));
          });
    }
  }

  private void exemplar(String name, Metric.@Nullable Exemplar exemplar) {
    if (exemplar != null) {
      message(
          name,
          () -> {
            exemplar.labels().forEach(this::label);
            number("value", exemplar.value());
            timestamp("timestamp", exemplar.timestamp());
          });
    }
  }

  private void label(String name, String value) {
    message(
        "label",
        () -> {
          string("name", name);
          string("value", value);
        });
  }

  /// Zero fields of a timestamp are not encoded, so they are not shown.
  private void timestamp(String name, Metric.@Nullable Timestamp timestamp) {
    if (timestamp != null) {
      message(
          name,
          () -> {
            if (timestamp.seconds() != 0) {
              raw("seconds", Long.toString(timestamp.seconds()));
            }
            if (timestamp.nanos() != 0) {
              raw("nanos", Integer.toString(timestamp.nanos()));
            }
          });
    }
  }

  private void unsigned(String name, @Nullable Long value) {
    if (value != null) {
      raw(name, Long.toUnsignedString(value));
    }
  }

  private void number(String name, @Nullable Double value) {
    if (value != null) {
      raw(name, number(value));
    }
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    return Double.isInfinite(value) ? (value > 0 ? "inf" : "-inf") : GoFloat.formatPlain(value);
  }

  private void raw(String name, String value) {
    key(name);
    out.appendAscii(value);
  }

  private void string(String name, @Nullable String value) {
    if (value == null) {
      return;
    }
    key(name);
    out.append('"');
    for (int i = 0; i < value.length(); ) {
      int codePoint = value.codePointAt(i);
      i += Character.charCount(codePoint);
      appendEscaped(codePoint);
    }
    out.append('"');
  }

  private void appendEscaped(int codePoint) {
    switch (codePoint) {
      case '"' -> out.appendAscii("\\\"");
      case '\\' -> out.appendAscii("\\\\");
      case '\n' -> out.appendAscii("\\n");
      case '\r' -> out.appendAscii("\\r");
      case '\t' -> out.appendAscii("\\t");
      default -> {
        if (Utf8.isEscape(codePoint)) {
          out.appendAscii("\\x%02x".formatted(codePoint & 0xFF));
        } else if (codePoint < ' ' || codePoint == 0x7F) {
          out.appendAscii("\\x%02x".formatted(codePoint));
        } else if (codePoint >= 0x80 && codePoint <= 0x9F) {
          out.appendAscii("\\u%04x".formatted(codePoint));
        } else {
          out.appendUtf8(Character.toString(codePoint));
        }
      }
    }
  }

  private void message(String name, Runnable fields) {
    key(name);
    out.append('{');
    depth++;
    isFirst = true;
    fields.run();
    depth--;
    if (isMultiLine && !isFirst) {
      newLine();
    }
    out.append('}');
    isFirst = false;
  }

  private void key(String name) {
    if (isMultiLine && !(isFirst && depth == 0)) {
      newLine();
    } else if (!isFirst) {
      out.appendAscii(INDENT);
    }
    isFirst = false;
    out.appendAscii(name).append(':');
    if (isMultiLine) {
      out.appendAscii(INDENT);
    }
  }

  private void newLine() {
    out.append('\n');
    for (int i = 0; i < depth; i++) {
      out.appendAscii(INDENT);
    }
  }
}
