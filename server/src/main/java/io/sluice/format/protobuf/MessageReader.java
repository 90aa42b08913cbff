package io.sluice.format.protobuf;

import com.google.protobuf.ByteString;
import io.sluice.format.proto.Bucket;
import io.sluice.format.proto.Counter;
import io.sluice.format.proto.Exemplar;
import io.sluice.format.proto.Histogram;
import io.sluice.format.proto.LabelPair;
import io.sluice.format.proto.Summary;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricType;
import io.sluice.model.Utf8;
import java.util.List;
import java.util.function.Function;

/// Converts decoded protobuf messages to the model.
public final class MessageReader {
  private MessageReader() {}

  /// Converts a metric of a family of this type; a value of another type is ignored.
  public static Metric metric(io.sluice.format.proto.Metric message, MetricType type) {
    Labels labels = labels(message.getLabelList(), MessageReader::string);
    boolean hasValue =
        switch (type) {
          case COUNTER -> message.hasCounter();
          case GAUGE -> message.hasGauge();
          case SUMMARY -> message.hasSummary();
          case UNTYPED -> message.hasUntyped();
          case HISTOGRAM, GAUGE_HISTOGRAM -> message.hasHistogram();
        };
    if (!hasValue) {
      return new Metric.Valueless(labels);
    }
    return switch (type) {
      case COUNTER -> counter(labels, message.getCounter());
      case GAUGE -> new Metric.Gauge(labels, message.getGauge().getValue());
      case SUMMARY -> summary(labels, message.getSummary());
      case UNTYPED -> new Metric.Untyped(labels, message.getUntyped().getValue());
      case HISTOGRAM, GAUGE_HISTOGRAM -> histogram(labels, message.getHistogram());
    };
  }

  /// The text of a string field, with bytes that are not UTF-8 escaped.
  static String string(ByteString bytes) {
    return Utf8.decode(bytes.toByteArray());
  }

  /// The text of a string field that may be invalid UTF-8: invalid bytes are replaced.
  static String text(ByteString bytes) {
    return Utf8.replaceInvalid(string(bytes));
  }

  private static Metric counter(Labels labels, Counter message) {
    return new Metric.Counter(
        labels,
        message.getValue(),
        message.hasExemplar() ? exemplar(message.getExemplar()) : null,
        message.hasCreatedTimestamp() ? timestamp(message.getCreatedTimestamp()) : null);
  }

  private static Metric summary(Labels labels, Summary message) {
    return new Metric.Summary(
        labels,
        message.hasSampleCount() ? (Long) message.getSampleCount() : null,
        message.hasSampleSum() ? (Double) message.getSampleSum() : null,
        message.getQuantileList().stream()
            .map(quantile -> new Metric.Quantile(quantile.getQuantile(), quantile.getValue()))
            .toList(),
        message.hasCreatedTimestamp() ? timestamp(message.getCreatedTimestamp()) : null);
  }

  private static Metric histogram(Labels labels, Histogram message) {
    return new Metric.Histogram(
        labels,
        message.hasSampleCount() ? (Long) message.getSampleCount() : null,
        message.hasSampleCountFloat() ? (Double) message.getSampleCountFloat() : null,
        message.hasSampleSum() ? (Double) message.getSampleSum() : null,
        message.getBucketList().stream().map(MessageReader::bucket).toList(),
        message.hasCreatedTimestamp() ? timestamp(message.getCreatedTimestamp()) : null,
        hasNativePart(message) ? nativePart(message) : null);
  }

  private static Metric.Bucket bucket(Bucket message) {
    return new Metric.Bucket(
        message.hasCumulativeCount() ? (Long) message.getCumulativeCount() : null,
        message.hasCumulativeCountFloat() ? (Double) message.getCumulativeCountFloat() : null,
        message.getUpperBound(),
        message.hasExemplar() ? exemplar(message.getExemplar()) : null);
  }

  private static boolean hasNativePart(Histogram message) {
    return message.hasSchema()
        || message.hasZeroThreshold()
        || message.hasZeroCount()
        || message.hasZeroCountFloat()
        || message.getNegativeSpanCount() > 0
        || message.getNegativeDeltaCount() > 0
        || message.getNegativeCountCount() > 0
        || message.getPositiveSpanCount() > 0
        || message.getPositiveDeltaCount() > 0
        || message.getPositiveCountCount() > 0
        || message.getExemplarsCount() > 0;
  }

  private static Metric.NativePart nativePart(Histogram message) {
    return new Metric.NativePart(
        message.hasSchema() ? (Integer) message.getSchema() : null,
        message.hasZeroThreshold() ? (Double) message.getZeroThreshold() : null,
        message.hasZeroCount() ? (Long) message.getZeroCount() : null,
        message.hasZeroCountFloat() ? (Double) message.getZeroCountFloat() : null,
        spans(message.getNegativeSpanList()),
        message.getNegativeDeltaList(),
        message.getNegativeCountList(),
        spans(message.getPositiveSpanList()),
        message.getPositiveDeltaList(),
        message.getPositiveCountList(),
        message.getExemplarsList().stream().map(MessageReader::exemplar).toList());
  }

  private static List<Metric.BucketSpan> spans(List<io.sluice.format.proto.BucketSpan> messages) {
    return messages.stream()
        .map(span -> new Metric.BucketSpan(span.getOffset(), span.getLength()))
        .toList();
  }

  private static Metric.Exemplar exemplar(Exemplar message) {
    return new Metric.Exemplar(
        labels(message.getLabelList(), MessageReader::text),
        message.getValue(),
        message.hasTimestamp() ? timestamp(message.getTimestamp()) : null);
  }

  private static Labels labels(List<LabelPair> pairs, Function<ByteString, String> decode) {
    var labels = new String[2 * pairs.size()];
    for (int i = 0; i < pairs.size(); i++) {
      labels[2 * i] = decode.apply(pairs.get(i).getNameBytes());
      labels[2 * i + 1] = decode.apply(pairs.get(i).getValueBytes());
    }
    return Labels.of(labels);
  }

  private static Metric.Timestamp timestamp(com.google.protobuf.Timestamp message) {
    return new Metric.Timestamp(message.getSeconds(), message.getNanos());
  }
}
