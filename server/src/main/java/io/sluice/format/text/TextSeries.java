package io.sluice.format.text;

import io.sluice.go.GoFloat;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A metric with several lines while they are parsed.
sealed interface TextSeries {
  Metric toMetric(Labels labels);

  final class Summary implements TextSeries {
    private final List<Metric.Quantile> quantiles = new ArrayList<>();
    private @Nullable Long count;
    private @Nullable Double sum;

    /// Sets the count, as Go converts a float to an unsigned integer.
    void count(double value) {
      count = toUnsigned(value);
    }

    void sum(double value) {
      sum = value;
    }

    void quantile(double quantile, double value) {
      quantiles.add(new Metric.Quantile(quantile, value));
    }

    @Override
    public Metric toMetric(Labels labels) {
      return new Metric.Summary(labels, count, sum, quantiles, null);
    }
  }

  final class Histogram implements TextSeries {
    private final List<Metric.Bucket> buckets = new ArrayList<>();
    private @Nullable Long count;
    private @Nullable Double countFloat;
    private @Nullable Double sum;

    /// Sets the count, which is not negative.
    void count(double value) {
      if (isInteger(value)) {
        count = toUnsigned(value);
      } else {
        countFloat = value;
      }
    }

    void sum(double value) {
      sum = value;
    }

    /// Adds a bucket, whose count must not be negative.
    void bucket(double upperBound, double value) {
      buckets.add(
          isInteger(value)
              ? new Metric.Bucket(toUnsigned(value), null, upperBound, null)
              : new Metric.Bucket(null, value, upperBound, null));
    }

    /// If one count is not an integer, all counts become floats.
    @Override
    public Metric toMetric(Labels labels) {
      boolean ofFloats =
          countFloat != null
              || buckets.stream().anyMatch(bucket -> bucket.cumulativeCountFloat() != null);
      return ofFloats ? floats(labels) : integers(labels);
    }

    private Metric integers(Labels labels) {
      return new Metric.Histogram(labels, count, null, sum, buckets, null, null);
    }

    private Metric floats(Labels labels) {
      List<Metric.Bucket> floatBuckets =
          buckets.stream()
              .map(bucket -> bucket.cumulativeCountFloat() != null ? bucket : asFloat(bucket))
              .toList();
      return countFloat != null
          ? new Metric.Histogram(labels, count, countFloat, sum, floatBuckets, null, null)
          : new Metric.Histogram(labels, null, toFloat(count), sum, floatBuckets, null, null);
    }

    private static Metric.Bucket asFloat(Metric.Bucket bucket) {
      return new Metric.Bucket(null, toFloat(bucket.cumulativeCount()), bucket.upperBound(), null);
    }

    private static double toFloat(@Nullable Long count) {
      return count == null ? 0 : GoFloat.fromUnsigned(count);
    }

    private static boolean isInteger(double value) {
      return value == GoFloat.fromUnsigned(toUnsigned(value));
    }
  }

  private static long toUnsigned(double value) {
    return GoFloat.toUnsigned(value);
  }
}
