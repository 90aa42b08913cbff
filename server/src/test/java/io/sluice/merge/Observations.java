package io.sluice.merge;

import io.sluice.model.Labels;
import io.sluice.model.Metric.Bucket;
import io.sluice.model.Metric.BucketSpan;
import io.sluice.model.Metric.Histogram;
import io.sluice.model.Metric.NativePart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;

/// Observed numbers, and the histograms of them that a client creates. The expected sum of
/// histograms follows from all of their numbers.
///
/// A number is given by the bucket `k` of the finest native schema (8), and is in the middle of it:
/// 2^((k - 1/2) / 256); negative numbers by their magnitude.
///
/// @param positive `k` of each positive number
/// @param negative `k` of each negative number
record Observations(List<Integer> positive, List<Integer> negative) {
  private static final int FINEST = 8;

  /// The histogram with these bounds. Its sum is the count, to be exact.
  Histogram classic(SortedSet<Double> bounds) {
    var buckets = new ArrayList<Bucket>();
    for (double bound : bounds) {
      buckets.add(new Bucket(upTo(bound), null, bound, null));
    }
    buckets.add(new Bucket(count(), null, Double.POSITIVE_INFINITY, null));
    return new Histogram(Labels.EMPTY, count(), null, (double) count(), buckets, null, null);
  }

  /// The number of observations that are not above `bound`.
  long upTo(double bound) {
    return positive.stream().filter(k -> number(k) <= bound).count()
        + negative.stream().filter(k -> -number(k) <= bound).count();
  }

  /// The native histogram whose zero bucket ends at [#number] of `threshold`.
  Histogram nativeOne(int schema, int threshold) {
    return nativeOne(schema, number(threshold), threshold, 1);
  }

  /// The sum of native histograms, where `threshold` is the widest threshold: the zero bucket is
  /// rounded up to a whole bucket.
  Histogram nativeSum(int schema, double zeroThreshold, int threshold) {
    return nativeOne(schema, zeroThreshold, threshold, 1 << (FINEST - schema));
  }

  /// The bucket of `schema` that contains number `k`.
  static int index(int k, int schema) {
    return Math.ceilDiv(k, 1 << (FINEST - schema));
  }

  static double number(int k) {
    return Math.pow(2, (k - 0.5) / 256);
  }

  long count() {
    return (long) positive.size() + negative.size();
  }

  /// @param unit of the comparison of numbers with the threshold, as a number of the finest buckets
  private Histogram nativeOne(int schema, double zeroThreshold, int threshold, int unit) {
    NavigableMap<Integer, Long> positiveBuckets = buckets(positive, schema, threshold, unit);
    NavigableMap<Integer, Long> negativeBuckets = buckets(negative, schema, threshold, unit);
    long outside = sum(positiveBuckets) + sum(negativeBuckets);
    var part =
        new NativePart(
            schema,
            zeroThreshold,
            count() - outside,
            null,
            spans(negativeBuckets.keySet()),
            deltas(negativeBuckets),
            List.of(),
            outside == 0 ? List.of(new BucketSpan(0, 0)) : spans(positiveBuckets.keySet()),
            deltas(positiveBuckets),
            List.of(),
            List.of());
    return new Histogram(Labels.EMPTY, count(), null, (double) count(), List.of(), null, part);
  }

  private static NavigableMap<Integer, Long> buckets(
      List<Integer> numbers, int schema, int threshold, int unit) {
    var buckets = new TreeMap<Integer, Long>();
    for (int k : numbers) {
      if (Math.ceilDiv(k, unit) > Math.ceilDiv(threshold, unit)) {
        buckets.merge(index(k, schema), 1L, Long::sum);
      }
    }
    return buckets;
  }

  private static long sum(Map<Integer, Long> buckets) {
    return buckets.values().stream().mapToLong(Long::longValue).sum();
  }

  private static List<BucketSpan> spans(Set<Integer> indexes) {
    var spans = new ArrayList<BucketSpan>();
    int end = 0;
    for (int index : indexes) {
      if (!spans.isEmpty() && index == end) {
        BucketSpan last = spans.removeLast();
        spans.add(new BucketSpan(last.offset(), last.length() + 1));
      } else {
        spans.add(new BucketSpan(index - end, 1));
      }
      end = index + 1;
    }
    return spans;
  }

  private static List<Long> deltas(NavigableMap<Integer, Long> buckets) {
    var deltas = new ArrayList<Long>();
    long before = 0;
    for (long count : buckets.values()) {
      deltas.add(count - before);
      before = count;
    }
    return deltas;
  }
}
