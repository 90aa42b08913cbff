package io.sluice.format.protobuf;

import com.google.protobuf.ByteString;
import io.sluice.format.EscapingScheme;
import io.sluice.format.proto.Bucket;
import io.sluice.format.proto.BucketSpan;
import io.sluice.format.proto.Counter;
import io.sluice.format.proto.Exemplar;
import io.sluice.format.proto.Gauge;
import io.sluice.format.proto.Histogram;
import io.sluice.format.proto.LabelPair;
import io.sluice.format.proto.Quantile;
import io.sluice.format.proto.Summary;
import io.sluice.format.proto.Untyped;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.model.Utf8;
import java.util.List;

/// Converts the model to protobuf messages.
final class MessageWriter {
  private MessageWriter() {}

  /// The complete family, with unchanged names and unit.
  static io.sluice.format.proto.MetricFamily whole(MetricFamily family) {
    var message = beginning(family, family.name());
    if (family.unit() != null) {
      message.setUnitBytes(bytes(family.unit()));
    }
    for (Metric metric : family.metrics()) {
      message.addMetric(metric(metric, EscapingScheme.ALLOW_UTF8));
    }
    return message.build();
  }

  /// The fields of a family before its metrics.
  static byte[] head(MetricFamily family, String shownName) {
    return beginning(family, shownName).build().toByteArray();
  }

  /// The fields of a family after its metrics.
  static byte[] tail(MetricFamily family, String shownName) {
    var message = io.sluice.format.proto.MetricFamily.newBuilder();
    String unit = ProtobufWriter.shownUnit(family, shownName);
    if (unit != null) {
      message.setUnitBytes(bytes(unit));
    }
    return message.build().toByteArray();
  }

  private static io.sluice.format.proto.MetricFamily.Builder beginning(
      MetricFamily family, String shownName) {
    var message =
        io.sluice.format.proto.MetricFamily.newBuilder()
            .setNameBytes(bytes(shownName))
            .setType(type(family.type()));
    if (family.help() != null) {
      message.setHelpBytes(bytes(family.help()));
    }
    return message;
  }

  static io.sluice.format.proto.Metric metric(Metric metric, EscapingScheme escaping) {
    var message = io.sluice.format.proto.Metric.newBuilder();
    metric
        .labels()
        .forEach((name, value) -> message.addLabel(label(escaping.escapeLabelName(name), value)));
    switch (metric) {
      case Metric.Counter counter -> message.setCounter(counter(counter));
      case Metric.Gauge gauge -> message.setGauge(Gauge.newBuilder().setValue(gauge.value()));
      case Metric.Untyped untyped ->
          message.setUntyped(Untyped.newBuilder().setValue(untyped.value()));
      case Metric.Summary summary -> message.setSummary(summary(summary));
      case Metric.Histogram histogram -> message.setHistogram(histogram(histogram));
      case Metric.Valueless _ -> {}
    }
    return message.build();
  }

  private static Counter.Builder counter(Metric.Counter counter) {
    var message = Counter.newBuilder().setValue(counter.value());
    if (counter.exemplar() != null) {
      message.setExemplar(exemplar(counter.exemplar()));
    }
    if (counter.created() != null) {
      message.setCreatedTimestamp(timestamp(counter.created()));
    }
    return message;
  }

  private static Summary.Builder summary(Metric.Summary summary) {
    var message = Summary.newBuilder();
    if (summary.sampleCount() != null) {
      message.setSampleCount(summary.sampleCount());
    }
    if (summary.sampleSum() != null) {
      message.setSampleSum(summary.sampleSum());
    }
    for (Metric.Quantile quantile : summary.quantiles()) {
      message.addQuantile(
          Quantile.newBuilder().setQuantile(quantile.quantile()).setValue(quantile.value()));
    }
    if (summary.created() != null) {
      message.setCreatedTimestamp(timestamp(summary.created()));
    }
    return message;
  }

  private static Histogram.Builder histogram(Metric.Histogram histogram) {
    var message = Histogram.newBuilder();
    if (histogram.sampleCount() != null) {
      message.setSampleCount(histogram.sampleCount());
    }
    if (histogram.sampleCountFloat() != null) {
      message.setSampleCountFloat(histogram.sampleCountFloat());
    }
    if (histogram.sampleSum() != null) {
      message.setSampleSum(histogram.sampleSum());
    }
    for (Metric.Bucket bucket : histogram.buckets()) {
      message.addBucket(bucket(bucket));
    }
    if (histogram.created() != null) {
      message.setCreatedTimestamp(timestamp(histogram.created()));
    }
    if (histogram.nativePart() != null) {
      addNativePart(message, histogram.nativePart());
    }
    return message;
  }

  private static Bucket.Builder bucket(Metric.Bucket bucket) {
    var message = Bucket.newBuilder().setUpperBound(bucket.upperBound());
    if (bucket.cumulativeCount() != null) {
      message.setCumulativeCount(bucket.cumulativeCount());
    }
    if (bucket.cumulativeCountFloat() != null) {
      message.setCumulativeCountFloat(bucket.cumulativeCountFloat());
    }
    if (bucket.exemplar() != null) {
      message.setExemplar(exemplar(bucket.exemplar()));
    }
    return message;
  }

  private static void addNativePart(Histogram.Builder message, Metric.NativePart part) {
    if (part.schema() != null) {
      message.setSchema(part.schema());
    }
    if (part.zeroThreshold() != null) {
      message.setZeroThreshold(part.zeroThreshold());
    }
    if (part.zeroCount() != null) {
      message.setZeroCount(part.zeroCount());
    }
    if (part.zeroCountFloat() != null) {
      message.setZeroCountFloat(part.zeroCountFloat());
    }
    message
        .addAllNegativeSpan(spans(part.negativeSpans()))
        .addAllNegativeDelta(part.negativeDeltas())
        .addAllNegativeCount(part.negativeCounts())
        .addAllPositiveSpan(spans(part.positiveSpans()))
        .addAllPositiveDelta(part.positiveDeltas())
        .addAllPositiveCount(part.positiveCounts());
    for (Metric.Exemplar exemplar : part.exemplars()) {
      message.addExemplars(exemplar(exemplar));
    }
  }

  private static List<BucketSpan> spans(List<Metric.BucketSpan> spans) {
    return spans.stream()
        .map(
            span ->
                BucketSpan.newBuilder().setOffset(span.offset()).setLength(span.length()).build())
        .toList();
  }

  private static Exemplar.Builder exemplar(Metric.Exemplar exemplar) {
    var message = Exemplar.newBuilder().setValue(exemplar.value());
    exemplar.labels().forEach((name, value) -> message.addLabel(label(name, value)));
    if (exemplar.timestamp() != null) {
      message.setTimestamp(timestamp(exemplar.timestamp()));
    }
    return message;
  }

  private static LabelPair.Builder label(String name, String value) {
    return LabelPair.newBuilder().setNameBytes(bytes(name)).setValueBytes(bytes(value));
  }

  private static com.google.protobuf.Timestamp.Builder timestamp(Metric.Timestamp timestamp) {
    return com.google.protobuf.Timestamp.newBuilder()
        .setSeconds(timestamp.seconds())
        .setNanos(timestamp.nanos());
  }

  private static ByteString bytes(String string) {
    return ByteString.copyFrom(Utf8.encode(string));
  }

  private static io.sluice.format.proto.MetricType type(MetricType type) {
    return switch (type) {
      case COUNTER -> io.sluice.format.proto.MetricType.COUNTER;
      case GAUGE -> io.sluice.format.proto.MetricType.GAUGE;
      case SUMMARY -> io.sluice.format.proto.MetricType.SUMMARY;
      case UNTYPED -> io.sluice.format.proto.MetricType.UNTYPED;
      case HISTOGRAM -> io.sluice.format.proto.MetricType.HISTOGRAM;
      case GAUGE_HISTOGRAM -> io.sluice.format.proto.MetricType.GAUGE_HISTOGRAM;
    };
  }
}
