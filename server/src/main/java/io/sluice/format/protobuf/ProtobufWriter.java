package io.sluice.format.protobuf;

import com.google.protobuf.MessageLite;
import io.sluice.format.EscapingScheme;
import io.sluice.format.NativeHistograms;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes metric families as binary protobuf and as protobuf text, and the stored form of metrics
/// that the text format cannot represent.
public final class ProtobufWriter {
  private ProtobufWriter() {}

  /// Appends the family as a length-delimited message.
  ///
  /// A family with classic and native histograms becomes two messages, the classic ones first: a
  /// Prometheus server before 3.7 treats all histograms of a message like the first. If the first
  /// is native, it drops the buckets of the classic ones (2.42) or rejects the whole scrape (3.5).
  public static void delimited(ByteArrayBuilder out, MetricFamily family, EscapingScheme escaping) {
    for (boolean ofNatives : new boolean[] {false, true}) {
      List<Metric> metrics =
          family.metrics().stream()
              .filter(metric -> NativeHistograms.isNative(metric) == ofNatives)
              .toList();
      boolean isAlone = metrics.size() == family.metrics().size();
      if (!metrics.isEmpty() || (isAlone && !ofNatives)) {
        var message = new FamilyMessage(family, escaping);
        metrics.forEach(message::count);
        message.start(out);
        metrics.forEach(metric -> message.metric(out, metric));
        message.end(out);
      }
    }
  }

  /// The family as one message without a length: everything that was pushed, unchanged.
  public static byte[] message(MetricFamily family) {
    return MessageWriter.whole(family).toByteArray();
  }

  /// Appends the family as protobuf text with many lines.
  public static void text(ByteArrayBuilder out, MetricFamily family, EscapingScheme escaping) {
    write(ProtobufText.multiLine(out, escaping), family);
  }

  /// Appends the family as protobuf text on one line.
  public static void compactText(
      ByteArrayBuilder out, MetricFamily family, EscapingScheme escaping) {
    write(ProtobufText.oneLine(out, escaping), family);
  }

  /// The metric as one line of protobuf text, for messages.
  public static String metricText(Metric metric, MetricType type) {
    var out = new ByteArrayBuilder();
    ProtobufText.oneLine(out, EscapingScheme.ALLOW_UTF8).fields(metric);
    return out.toString();
  }

  /// The stored form of metrics of one family: length-delimited messages. [ProtobufParser#metrics]
  /// restores labels and numbers exactly.
  public static byte[] metrics(List<Metric> metrics, MetricType type) {
    var out = new ByteArrayBuilder();
    for (Metric metric : metrics) {
      appendDelimited(out, MessageWriter.metric(metric, EscapingScheme.ALLOW_UTF8));
    }
    return out.toByteArray();
  }

  /// The unit that is exposed: a unit that is not a suffix of the name, after an underscore, makes
  /// Prometheus 2.55 to 3.5 reject the whole scrape.
  static @Nullable String shownUnit(MetricFamily family, String shownName) {
    String unit = family.unit();
    if (unit == null || unit.isEmpty()) {
      return unit;
    }
    boolean isTotal = family.type() == MetricType.COUNTER && shownName.endsWith("_total");
    return shownName.endsWith("_" + unit + (isTotal ? "_total" : "")) ? unit : null;
  }

  private static void write(ProtobufText text, MetricFamily family) {
    text.startFamily(family);
    family.metrics().forEach(text::metric);
    text.endFamily();
  }

  private static void appendDelimited(ByteArrayBuilder out, MessageLite message) {
    byte[] bytes = message.toByteArray();
    appendVarint(out, bytes.length);
    out.append(bytes);
  }

  static void appendVarint(ByteArrayBuilder out, long value) {
    long rest = value;
    while (rest > 0x7F) {
      out.append((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.append((byte) rest);
  }
}
