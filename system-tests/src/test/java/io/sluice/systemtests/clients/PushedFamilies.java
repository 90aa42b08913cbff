package io.sluice.systemtests.clients;

import io.sluice.format.proto.Bucket;
import io.sluice.format.proto.BucketSpan;
import io.sluice.format.proto.Counter;
import io.sluice.format.proto.Exemplar;
import io.sluice.format.proto.Gauge;
import io.sluice.format.proto.Histogram;
import io.sluice.format.proto.LabelPair;
import io.sluice.format.proto.Metric;
import io.sluice.format.proto.MetricFamily;
import io.sluice.format.proto.MetricType;
import io.sluice.format.proto.Quantile;
import io.sluice.format.proto.Summary;
import io.sluice.format.proto.Untyped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/// One family of each type, as a client sends them in protobuf. Bounds and quantiles are not whole
/// numbers, because Prometheus writes `1` as `1.0` if it was read from protobuf.
final class PushedFamilies {
  /// The media type of delimited protobuf.
  static final String MEDIA_TYPE =
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

  private PushedFamilies() {}

  static List<MetricFamily> all() {
    return List.of(
        counter(), gauge(), untyped(), summary(), histogram(), nativeHistogram(), floatHistogram());
  }

  /// A request body of delimited protobuf.
  static byte[] delimited(List<MetricFamily> families) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (MetricFamily family : families) {
      family.writeDelimitedTo(body);
    }
    return body.toByteArray();
  }

  private static MetricFamily.Builder family(String name, MetricType type) {
    return MetricFamily.newBuilder().setName(name).setHelp("Help.").setType(type);
  }

  private static LabelPair label(String name, String value) {
    return LabelPair.newBuilder().setName(name).setValue(value).build();
  }

  private static Exemplar exemplar(String traceId, double value) {
    return Exemplar.newBuilder().addLabel(label("trace_id", traceId)).setValue(value).build();
  }

  private static MetricFamily counter() {
    return family("batch_records_total", MetricType.COUNTER)
        .addMetric(
            Metric.newBuilder()
                .addLabel(label("kind", "a\"b\\c\nd é"))
                .setCounter(Counter.newBuilder().setValue(1234567)))
        .addMetric(
            Metric.newBuilder()
                .addLabel(label("kind", "none"))
                .setCounter(Counter.newBuilder().setValue(0)))
        .build();
  }

  private static MetricFamily gauge() {
    return family("batch_balance", MetricType.GAUGE)
        .addMetric(gauge("negative", -0.000123))
        .addMetric(gauge("infinite", Double.POSITIVE_INFINITY))
        .addMetric(gauge("undefined", Double.NaN))
        .addMetric(gauge("large", 1.7976931348623157e308))
        .build();
  }

  private static Metric gauge(String account, double value) {
    return Metric.newBuilder()
        .addLabel(label("account", account))
        .setGauge(Gauge.newBuilder().setValue(value))
        .build();
  }

  private static MetricFamily untyped() {
    return family("batch_untyped", MetricType.UNTYPED)
        .addMetric(Metric.newBuilder().setUntyped(Untyped.newBuilder().setValue(3.14)))
        .build();
  }

  private static MetricFamily summary() {
    return family("batch_size_bytes", MetricType.SUMMARY)
        .addMetric(
            Metric.newBuilder()
                .setSummary(
                    Summary.newBuilder()
                        .setSampleCount(10)
                        .setSampleSum(170.5)
                        .addQuantile(Quantile.newBuilder().setQuantile(0.5).setValue(15))
                        .addQuantile(Quantile.newBuilder().setQuantile(0.99).setValue(33.25))))
        .build();
  }

  private static MetricFamily histogram() {
    return family("batch_duration_seconds", MetricType.HISTOGRAM)
        .addMetric(
            Metric.newBuilder()
                .setHistogram(
                    Histogram.newBuilder()
                        .setSampleCount(6)
                        .setSampleSum(9.75)
                        .addBucket(bucket(0.25, 1).setExemplar(exemplar("abc", 0.2)))
                        .addBucket(bucket(2.5, 5))))
        .build();
  }

  private static Bucket.Builder bucket(double upperBound, long cumulativeCount) {
    return Bucket.newBuilder().setUpperBound(upperBound).setCumulativeCount(cumulativeCount);
  }

  /// Schema 0, where bounds double: one in [-2,-1), one in the zero bucket, two in (0.5,1], three
  /// in (1,2].
  private static MetricFamily nativeHistogram() {
    return family("batch_wait_seconds", MetricType.HISTOGRAM)
        .addMetric(
            Metric.newBuilder()
                .setHistogram(
                    Histogram.newBuilder()
                        .setSampleCount(7)
                        .setSampleSum(4.5)
                        .setSchema(0)
                        .setZeroThreshold(0.001)
                        .setZeroCount(1)
                        .addNegativeSpan(BucketSpan.newBuilder().setOffset(1).setLength(1))
                        .addNegativeDelta(1)
                        .addPositiveSpan(BucketSpan.newBuilder().setOffset(0).setLength(2))
                        .addPositiveDelta(2)
                        .addPositiveDelta(1)))
        .build();
  }

  /// Fractions of observations, as recording rules produce them.
  private static MetricFamily floatHistogram() {
    return family("batch_share_seconds", MetricType.HISTOGRAM)
        .addMetric(
            Metric.newBuilder()
                .setHistogram(
                    Histogram.newBuilder()
                        .setSampleCountFloat(4)
                        .setSampleSum(2.25)
                        .setSchema(0)
                        .setZeroThreshold(0.001)
                        .setZeroCountFloat(0.5)
                        .addPositiveSpan(BucketSpan.newBuilder().setOffset(0).setLength(2))
                        .addPositiveCount(2.25)
                        .addPositiveCount(1.25)))
        .build();
  }
}
