package io.sluice.telemetry;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.model.Utf8;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Converts the metrics of the Prometheus client library to the model.
///
/// Names and types are those of the client's own text format 0.0.4: counters end in `_total`, infos
/// in `_info`, and infos and state sets are gauges.
final class ClientMetricsConverter {
  private ClientMetricsConverter() {}

  static List<MetricFamily> families(MetricSnapshots snapshots) {
    return snapshots.stream()
        .filter(snapshot -> !snapshot.getDataPoints().isEmpty())
        .map(ClientMetricsConverter::family)
        .sorted(Comparator.comparing(MetricFamily::name, Utf8.BYTE_ORDER))
        .toList();
  }

  private static MetricFamily family(MetricSnapshot snapshot) {
    MetricMetadata metadata = snapshot.getMetadata();
    String name = metadata.getPrometheusName();
    return switch (snapshot) {
      case CounterSnapshot counter ->
          family(metadata, suffixed(metadata, "_total"), MetricType.COUNTER, counters(counter));
      case InfoSnapshot info ->
          family(metadata, suffixed(metadata, "_info"), MetricType.GAUGE, infos(info));
      case GaugeSnapshot gauge -> family(metadata, name, MetricType.GAUGE, gauges(gauge));
      case StateSetSnapshot states ->
          family(metadata, name, MetricType.GAUGE, states(name, states));
      case SummarySnapshot summary ->
          family(metadata, name, MetricType.SUMMARY, summaries(summary));
      case HistogramSnapshot histogram ->
          family(metadata, name, MetricType.HISTOGRAM, histograms(histogram));
      case UnknownSnapshot unknown -> family(metadata, name, MetricType.UNTYPED, untyped(unknown));
      default -> throw new IllegalStateException("type=" + snapshot.getClass().getName());
    };
  }

  private static MetricFamily family(
      MetricMetadata metadata, String name, MetricType type, List<Metric> metrics) {
    String help = metadata.getHelp();
    return new MetricFamily(
        name, help == null || help.isEmpty() ? null : help, type, null, metrics);
  }

  /// The client library may or may not have removed the suffix from the name.
  private static String suffixed(MetricMetadata metadata, String suffix) {
    String name = metadata.getExpositionBasePrometheusName();
    return name.endsWith(suffix) ? name : metadata.getPrometheusName() + suffix;
  }

  private static List<Metric> counters(CounterSnapshot counters) {
    var metrics = new ArrayList<Metric>();
    for (var point : counters.getDataPoints()) {
      metrics.add(new Metric.Counter(labels(point), point.getValue(), null, created(point)));
    }
    return metrics;
  }

  private static List<Metric> gauges(GaugeSnapshot gauges) {
    var metrics = new ArrayList<Metric>();
    for (var point : gauges.getDataPoints()) {
      metrics.add(new Metric.Gauge(labels(point), point.getValue()));
    }
    return metrics;
  }

  private static List<Metric> infos(InfoSnapshot infos) {
    var metrics = new ArrayList<Metric>();
    for (var point : infos.getDataPoints()) {
      metrics.add(new Metric.Gauge(labels(point), 1));
    }
    return metrics;
  }

  private static List<Metric> states(String name, StateSetSnapshot sets) {
    var metrics = new ArrayList<Metric>();
    for (var point : sets.getDataPoints()) {
      for (var state : point) {
        Labels labels = labels(point).overlaidWith(Labels.of(name, state.getName()));
        metrics.add(new Metric.Gauge(labels, state.isTrue() ? 1 : 0));
      }
    }
    return metrics;
  }

  private static List<Metric> untyped(UnknownSnapshot unknowns) {
    var metrics = new ArrayList<Metric>();
    for (var point : unknowns.getDataPoints()) {
      metrics.add(new Metric.Untyped(labels(point), point.getValue()));
    }
    return metrics;
  }

  private static List<Metric> summaries(SummarySnapshot summaries) {
    var metrics = new ArrayList<Metric>();
    for (var point : summaries.getDataPoints()) {
      var quantiles = new ArrayList<Metric.Quantile>();
      for (var quantile : point.getQuantiles()) {
        quantiles.add(new Metric.Quantile(quantile.getQuantile(), quantile.getValue()));
      }
      Long count = point.hasCount() ? point.getCount() : null;
      Double sum = point.hasSum() ? point.getSum() : null;
      metrics.add(new Metric.Summary(labels(point), count, sum, quantiles, created(point)));
    }
    return metrics;
  }

  private static List<Metric> histograms(HistogramSnapshot histograms) {
    var metrics = new ArrayList<Metric>();
    for (var point : histograms.getDataPoints()) {
      Long count = point.hasCount() ? point.getCount() : null;
      Double sum = point.hasSum() ? point.getSum() : null;
      List<Metric.Bucket> buckets = buckets(point.getClassicBuckets());
      Metric.NativePart nativePart = point.hasNativeHistogramData() ? nativePart(point) : null;
      metrics.add(
          new Metric.Histogram(
              labels(point), count, null, sum, buckets, created(point), nativePart));
    }
    return metrics;
  }

  /// The client library's buckets are not cumulative; those of the model are, including `+Inf`.
  private static List<Metric.Bucket> buckets(ClassicHistogramBuckets buckets) {
    var cumulative = new ArrayList<Metric.Bucket>();
    long count = 0;
    for (int i = 0; i < buckets.size(); i++) {
      count += buckets.getCount(i);
      cumulative.add(new Metric.Bucket(count, null, buckets.getUpperBound(i), null));
    }
    return cumulative;
  }

  private static Metric.NativePart nativePart(HistogramSnapshot.HistogramDataPointSnapshot point) {
    var negative = new Spans(point.getNativeBucketsForNegativeValues());
    var positive = new Spans(point.getNativeBucketsForPositiveValues());
    return new Metric.NativePart(
        point.getNativeSchema(),
        point.getNativeZeroThreshold(),
        point.getNativeZeroCount(),
        null,
        negative.spans,
        negative.deltas,
        List.of(),
        // An empty span distinguishes an empty native histogram from a classic one.
        positive.spans.isEmpty() && negative.spans.isEmpty()
            ? List.of(new Metric.BucketSpan(0, 0))
            : positive.spans,
        positive.deltas,
        List.of(),
        List.of());
  }

  /// Native buckets as spans, with each count as the difference from the previous one.
  private static final class Spans {
    final List<Metric.BucketSpan> spans = new ArrayList<>();
    final List<Long> deltas = new ArrayList<>();

    Spans(NativeHistogramBuckets buckets) {
      long count = 0;
      int end = 0;
      for (int i = 0; i < buckets.size(); i++) {
        int index = buckets.getBucketIndex(i);
        if (i > 0 && index == end) {
          Metric.BucketSpan last = spans.removeLast();
          spans.add(new Metric.BucketSpan(last.offset(), last.length() + 1));
        } else {
          spans.add(new Metric.BucketSpan(index - end, 1));
        }
        deltas.add(buckets.getCount(i) - count);
        count = buckets.getCount(i);
        end = index + 1;
      }
    }
  }

  private static Labels labels(DataPointSnapshot point) {
    var labels = point.getLabels();
    var namesAndValues = new String[2 * labels.size()];
    for (int i = 0; i < labels.size(); i++) {
      namesAndValues[2 * i] = labels.getPrometheusName(i);
      namesAndValues[2 * i + 1] = labels.getValue(i);
    }
    return Labels.of(namesAndValues);
  }

  private static Metric.@Nullable Timestamp created(DataPointSnapshot point) {
    if (!point.hasCreatedTimestamp()) {
      return null;
    }
    long millis = point.getCreatedTimestampMillis();
    return new Metric.Timestamp(
        Math.floorDiv(millis, 1000), Math.floorMod(millis, 1000) * 1_000_000);
  }
}
