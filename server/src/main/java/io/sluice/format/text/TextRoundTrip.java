package io.sluice.format.text;

import io.sluice.go.GoFloat;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.model.Names;
import io.sluice.model.Utf8;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks whether a family can be written as text without loss.
final class TextRoundTrip {
  /// Counts up to this one are exact when written as a float.
  private static final long MAX_EXACT_COUNT = 1L << 53;

  private static final long JAVA_NAN_BITS = Double.doubleToRawLongBits(Double.NaN);
  private static final long GO_NAN_BITS = Double.doubleToRawLongBits(GoFloat.NAN);
  private static final long NEGATIVE_ZERO_BITS = Double.doubleToRawLongBits(-0.0);

  private TextRoundTrip() {}

  static boolean isLossless(MetricFamily family) {
    return family.unit() == null
        && isTextType(family.type())
        && areLossless(family.metrics())
        && !joinsMetrics(family);
  }

  private static boolean isTextType(MetricType type) {
    return switch (type) {
      case COUNTER, GAUGE, SUMMARY, UNTYPED, HISTOGRAM -> true;
      case GAUGE_HISTOGRAM -> false; // its TYPE line is that of a histogram
    };
  }

  private static boolean areLossless(List<Metric> metrics) {
    Labels previous = Labels.EMPTY;
    for (Metric metric : metrics) {
      Labels labels = metric.labels();
      boolean areNames = labels.sharesNames(previous) || areNamesLossless(labels);
      if (!areNames || !areValuesLossless(labels) || !isLossless(metric)) {
        return false;
      }
      previous = labels;
    }
    return true;
  }

  /// The lines of summaries and histograms are only distinguished by labels.
  private static boolean joinsMetrics(MetricFamily family) {
    if (family.type().isOneNumber() || family.metrics().size() < 2) {
      return false;
    }
    var seen = new HashSet<Labels>();
    return !family.metrics().stream().map(Metric::labels).allMatch(seen::add);
  }

  private static boolean isLossless(Metric metric) {
    return switch (metric) {
      case Metric.Counter counter ->
          counter.exemplar() == null && counter.created() == null && isLossless(counter.value());
      case Metric.Gauge gauge -> isLossless(gauge.value());
      case Metric.Untyped untyped -> isLossless(untyped.value());
      case Metric.Summary summary -> isLossless(summary);
      case Metric.Histogram histogram -> isLossless(histogram);
      case Metric.Valueless _ -> false;
    };
  }

  private static boolean isLossless(Metric.Summary summary) {
    return summary.created() == null
        && isExact(summary.sampleCount())
        && isPresent(summary.sampleSum())
        && !summary.labels().has("quantile")
        && summary.quantiles().stream().allMatch(TextRoundTrip::isLossless);
  }

  private static boolean isLossless(Metric.Quantile quantile) {
    return isBound(quantile.quantile()) && isLossless(quantile.value());
  }

  /// The bucket for +Inf is required, because the text would add it. Float counts are excluded,
  /// because an integral one would be parsed as an integer.
  private static boolean isLossless(Metric.Histogram histogram) {
    return histogram.created() == null
        && histogram.nativePart() == null
        && histogram.sampleCountFloat() == null
        && isExact(histogram.sampleCount())
        && isPresent(histogram.sampleSum())
        && !histogram.labels().has("le")
        && histogram.buckets().stream().allMatch(TextRoundTrip::isLossless)
        && histogram.buckets().stream()
            .anyMatch(bucket -> bucket.upperBound() == Double.POSITIVE_INFINITY);
  }

  private static boolean isLossless(Metric.Bucket bucket) {
    return bucket.exemplar() == null
        && bucket.cumulativeCountFloat() == null
        && isExact(bucket.cumulativeCount())
        && isBound(bucket.upperBound());
  }

  private static boolean areNamesLossless(Labels labels) {
    for (int i = 0; i < labels.size(); i++) {
      if (!isLabelName(labels.name(i))) {
        return false;
      }
    }
    return labels.duplicateName() == null;
  }

  private static boolean areValuesLossless(Labels labels) {
    for (int i = 0; i < labels.size(); i++) {
      if (!Utf8.isValid(labels.value(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLabelName(String name) {
    return Names.UTF8.isLabelName(name) && !name.equals("__name__");
  }

  /// The text format has only one zero and one NaN.
  private static boolean isLossless(double value) {
    long bits = Double.doubleToRawLongBits(value);
    return Double.isNaN(value)
        ? bits == JAVA_NAN_BITS || bits == GO_NAN_BITS
        : bits != NEGATIVE_ZERO_BITS;
  }

  private static boolean isPresent(@Nullable Double value) {
    return value != null && isLossless((double) value);
  }

  /// The parser skips a bucket or quantile that is NaN.
  private static boolean isBound(double value) {
    return !Double.isNaN(value) && isLossless(value);
  }

  private static boolean isExact(@Nullable Long count) {
    return count != null && count >= 0 && count <= MAX_EXACT_COUNT;
  }
}
