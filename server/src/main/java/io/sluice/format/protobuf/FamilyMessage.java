package io.sluice.format.protobuf;

import io.sluice.format.EscapingScheme;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;

/// Writes a family as a length-delimited protobuf message, one metric at a time.
///
/// First call [#count] with all metrics, then [#start], then [#metric] with the same metrics, then
/// [#end].
public final class FamilyMessage {
  private static final int METRIC_TAG = 4 << 3 | 2; // field 4, length-delimited

  private final EscapingScheme escaping;
  private final byte[] head;
  private final byte[] tail;
  private long metricCount;
  private long metricBytes;

  /// A message of `family`, whose own metrics are ignored.
  public FamilyMessage(MetricFamily family, EscapingScheme escaping) {
    String shownName = escaping.escapeMetricName(family.name());
    this.escaping = escaping;
    this.head = MessageWriter.head(family, shownName);
    this.tail = MessageWriter.tail(family, shownName);
  }

  /// Adds the length of a metric to that of the message.
  public void count(Metric metric) {
    int bytes = MessageWriter.metric(metric, escaping).getSerializedSize();
    metricCount++;
    metricBytes += 1 + varintLength(bytes) + (long) bytes;
  }

  public long metricCount() {
    return metricCount;
  }

  /// Appends the length and the fields before the metrics.
  public void start(ByteArrayBuilder out) {
    ProtobufWriter.appendVarint(out, head.length + metricBytes + tail.length);
    out.append(head);
  }

  /// Appends a metric.
  public void metric(ByteArrayBuilder out, Metric metric) {
    byte[] bytes = MessageWriter.metric(metric, escaping).toByteArray();
    out.append((byte) METRIC_TAG);
    ProtobufWriter.appendVarint(out, bytes.length);
    out.append(bytes);
  }

  /// Appends the fields after the metrics.
  public void end(ByteArrayBuilder out) {
    out.append(tail);
  }

  private static int varintLength(int value) {
    int length = 1;
    for (int rest = value >>> 7; rest != 0; rest >>>= 7) {
      length++;
    }
    return length;
  }
}
