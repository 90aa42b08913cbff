package io.sluice.format.otlp;

import io.sluice.format.otlp.RejectedPoint.Reason;
import io.sluice.format.otlp.proto.Exemplar;
import io.sluice.format.otlp.proto.HistogramDataPoint;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Converts histograms with explicit bounds.
final class Histograms {
  private Histograms() {}

  static Metric.Histogram of(HistogramDataPoint point, Labels labels) throws RejectedPoint {
    return new Metric.Histogram(
        labels,
        point.getCount(),
        null,
        point.getSum(),
        buckets(point),
        Times.timestamp(point.getStartTimeUnixNano()),
        null);
  }

  private static List<Metric.Bucket> buckets(HistogramDataPoint point) throws RejectedPoint {
    requireSum(point);
    double[] bounds = bounds(point);
    @Nullable Exemplar[] exemplars = latest(point.getExemplarsList(), bounds);
    var buckets = new ArrayList<Metric.Bucket>(bounds.length);
    long cumulative = 0;
    for (int i = 0; i < bounds.length - 1; i++) {
      cumulative += point.getBucketCounts(i);
      buckets.add(bucket(cumulative, bounds[i], exemplars[i]));
    }
    buckets.add(bucket(point.getCount(), Double.POSITIVE_INFINITY, exemplars[bounds.length - 1]));
    return buckets;
  }

  /// The upper bounds of the buckets, ending with infinity. Bounds without counts are ignored, and
  /// so are counts without bounds.
  private static double[] bounds(HistogramDataPoint point) throws RejectedPoint {
    int given = point.getExplicitBoundsCount();
    int counts = point.getBucketCountsCount();
    if (given == 0 || counts == 0) {
      return new double[] {Double.POSITIVE_INFINITY};
    }
    if (counts != given + 1) {
      throw rejected(
          "there must be one more count than bounds: counts=%d bounds=%d".formatted(counts, given));
    }
    var bounds = new double[given + 1];
    for (int i = 0; i < given; i++) {
      bounds[i] = point.getExplicitBounds(i);
      if (Double.isNaN(bounds[i]) || (i > 0 && bounds[i] <= bounds[i - 1])) {
        throw rejected("the bounds do not increase: bound=" + bounds[i]);
      }
    }
    bounds[given] = Double.POSITIVE_INFINITY;
    return bounds[given - 1] == bounds[given] ? Arrays.copyOf(bounds, given) : bounds;
  }

  /// The latest exemplar of each bucket; among equal times the last.
  private static @Nullable Exemplar[] latest(List<Exemplar> exemplars, double[] bounds) {
    var latest = new @Nullable Exemplar[bounds.length];
    for (Exemplar exemplar : exemplars) {
      double value = Exemplars.value(exemplar);
      if (!Double.isNaN(value)) {
        int found = Arrays.binarySearch(bounds, value + 0.0); // -0 is in the bucket of 0
        int index = found < 0 ? -found - 1 : found;
        latest[index] = Exemplars.later(latest[index], exemplar);
      }
    }
    return latest;
  }

  private static Metric.Bucket bucket(long cumulative, double bound, @Nullable Exemplar exemplar) {
    return new Metric.Bucket(
        cumulative, null, bound, exemplar == null ? null : Exemplars.exemplar(exemplar));
  }

  private static void requireSum(HistogramDataPoint point) throws RejectedPoint {
    if (point.getBucketCountsCount() == 0) {
      return;
    }
    long sum = 0;
    for (int i = 0; i < point.getBucketCountsCount(); i++) {
      long more = point.getBucketCounts(i);
      sum += more;
      if (Long.compareUnsigned(sum, more) < 0) {
        throw rejected("the bucket counts are too large to add up");
      }
    }
    if (sum != point.getCount()) {
      throw rejected(
          "the bucket counts do not add up to the count: buckets=%s count=%s"
              .formatted(Long.toUnsignedString(sum), Long.toUnsignedString(point.getCount())));
    }
  }

  private static RejectedPoint rejected(String message) {
    return new RejectedPoint(Reason.VALUE, message);
  }
}
