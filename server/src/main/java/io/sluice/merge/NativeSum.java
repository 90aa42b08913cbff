package io.sluice.merge;

import io.sluice.format.NativeBuckets;
import io.sluice.format.NativeHistograms;
import io.sluice.model.Metric.BucketSpan;
import io.sluice.model.Metric.Exemplar;
import io.sluice.model.Metric.Histogram;
import io.sluice.model.Metric.NativePart;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// The non-empty buckets of a native histogram, by index.
///
/// Two histograms are added with the coarser of both schemas and the wider of both zero buckets,
/// which is widened to the next bound so that it does not contain a part of a bucket. If both zero
/// buckets have the same threshold and it is not a bound, as in OpenTelemetry's histograms, it is
/// kept. The result does not depend on the order. If there are too many buckets, the schema is
/// reduced further, as in a server.
// Bucket i of schema s ends at 2^(i * 2^-s). Every second bound of a schema is a bound of the next
// coarser schema: buckets 2i-1 and 2i become bucket i.
final class NativeSum {
  /// Client libraries use at most about 160.
  static final int MAX_BUCKETS = 10_000;

  private static final int COARSEST_SCHEMA = -4;
  private static final int FINEST_SCHEMA = 8;

  /// No number is in a bucket beyond this index, in any schema.
  private static final int MAX_INDEX = 1 << 20;

  private final int schema;
  private final double zeroThreshold;
  private final Count zero;
  private final NavigableMap<Integer, Count> negative;
  private final NavigableMap<Integer, Count> positive;

  private NativeSum(
      int schema,
      double zeroThreshold,
      Count zero,
      NavigableMap<Integer, Count> negative,
      NavigableMap<Integer, Count> positive) {
    this.schema = schema;
    this.zeroThreshold = zeroThreshold;
    this.zero = zero;
    this.negative = negative;
    this.positive = positive;
  }

  /// The buckets of a histogram that [NativeHistograms#check] accepts. Buckets out of range, which
  /// [#requireInRange] refuses, are ignored.
  static NativeSum of(Histogram histogram, NativePart part) {
    boolean ofFloats = NativeHistograms.isFloat(histogram);
    return new NativeSum(
        part.schema() == null ? 0 : part.schema(),
        part.zeroThreshold() == null ? 0 : part.zeroThreshold(),
        ofFloats ? Count.of(null, part.zeroCountFloat()) : Count.of(part.zeroCount(), null),
        buckets(
            part.negativeSpans(),
            ofFloats ? fractions(part.negativeCounts()) : wholes(part.negativeDeltas())),
        buckets(
            part.positiveSpans(),
            ofFloats ? fractions(part.positiveCounts()) : wholes(part.positiveDeltas())));
  }

  /// Refuses buckets out of the range of numbers.
  static void requireInRange(NativePart part) throws NotAddableException {
    for (List<BucketSpan> spans : List.of(part.negativeSpans(), part.positiveSpans())) {
      long end = 0;
      for (BucketSpan span : spans) {
        long start = end + span.offset();
        end = start + Integer.toUnsignedLong(span.length());
        if (span.length() != 0 && (start < -MAX_INDEX || end > MAX_INDEX)) {
          throw new NotAddableException(
              "a native bucket lies beyond all numbers: first=%d end=%d".formatted(start, end));
        }
      }
    }
  }

  /// The sum of both.
  ///
  /// @throws NotAddableException if a count is too large
  NativeSum plus(NativeSum other) throws NotAddableException {
    int coarser = Math.min(schema, other.schema);
    NativeSum a = reduced(coarser);
    NativeSum b = other.reduced(coarser);
    double wider = Math.max(zeroThreshold, other.zeroThreshold);
    boolean keepsZeroBucket = zeroThreshold == other.zeroThreshold && !isBound(zeroThreshold);
    NativeSum sum =
        new NativeSum(
            coarser,
            wider,
            a.zero.plus(b.zero),
            plus(a.negative, b.negative),
            plus(a.positive, b.positive));
    sum = keepsZeroBucket ? sum : sum.widened();
    while (sum.bucketCount() > MAX_BUCKETS && sum.schema > COARSEST_SCHEMA) {
      sum = sum.reduced(sum.schema - 1);
      sum = keepsZeroBucket ? sum : sum.widened();
    }
    return sum;
  }

  /// Whether `threshold` is a bound in any schema, as for widened zero buckets.
  private static boolean isBound(double threshold) {
    return threshold > 0
        && Double.isFinite(threshold)
        && NativeBuckets.bound(NativeBuckets.indexOf(threshold, FINEST_SCHEMA), FINEST_SCHEMA)
            == threshold;
  }

  boolean isWhole() {
    return zero instanceof Count.Whole && isWhole(negative) && isWhole(positive);
  }

  /// Converts the sum to a native part.
  ///
  /// @param asFloats whether counts are written as floats, which is required if one of them is a
  ///   float
  NativePart toPart(boolean asFloats, List<Exemplar> exemplars) {
    // A span, even an empty one, marks a histogram as native.
    List<BucketSpan> positiveSpans =
        bucketCount() == 0 ? List.of(new BucketSpan(0, 0)) : spans(positive);
    return new NativePart(
        schema,
        zeroThreshold,
        zero instanceof Count.Whole whole && !asFloats ? whole.unsigned() : null,
        asFloats ? zero.toDouble() : null,
        spans(negative),
        asFloats ? List.of() : deltas(negative),
        asFloats ? floats(negative) : List.of(),
        positiveSpans,
        asFloats ? List.of() : deltas(positive),
        asFloats ? floats(positive) : List.of(),
        exemplars);
  }

  private int bucketCount() {
    return negative.size() + positive.size();
  }

  private NativeSum reduced(int to) throws NotAddableException {
    return to == schema
        ? this
        : new NativeSum(
            to,
            zeroThreshold,
            zero,
            reduced(negative, schema - to),
            reduced(positive, schema - to));
  }

  /// Widens the zero bucket to the next bound, and moves the counts of the buckets in it.
  private NativeSum widened() throws NotAddableException {
    if (zeroThreshold == 0 || !Double.isFinite(zeroThreshold)) {
      return this;
    }
    int index = NativeBuckets.indexOf(zeroThreshold, schema);
    Count count = zero;
    for (Count inside : negative.headMap(index, true).values()) {
      count = count.plus(inside);
    }
    for (Count inside : positive.headMap(index, true).values()) {
      count = count.plus(inside);
    }
    return new NativeSum(
        schema,
        NativeBuckets.bound(index, schema),
        count,
        negative.tailMap(index, false),
        positive.tailMap(index, false));
  }

  private static NavigableMap<Integer, Count> buckets(List<BucketSpan> spans, List<Count> counts) {
    var buckets = new TreeMap<Integer, Count>();
    Iterator<Count> remaining = counts.iterator();
    long index = 0;
    for (BucketSpan span : spans) {
      index += span.offset();
      long end = index + Integer.toUnsignedLong(span.length());
      for (; index < end && remaining.hasNext(); index++) {
        Count count = remaining.next();
        if (!count.isZero() && Math.abs(index) <= MAX_INDEX) {
          buckets.put((int) index, count);
        }
      }
    }
    return buckets;
  }

  private static List<Count> fractions(List<Double> counts) {
    // A replacing push may have stored any values.
    return counts.stream()
        .<Count>map(count -> Count.isInvalid(count) ? Count.Whole.ZERO : new Count.Fraction(count))
        .toList();
  }

  private static List<Count> wholes(List<Long> deltas) {
    var counts = new ArrayList<Count>(deltas.size());
    long count = 0;
    for (long delta : deltas) {
      count += delta;
      counts.add(new Count.Whole(count));
    }
    return counts;
  }

  private static NavigableMap<Integer, Count> reduced(
      NavigableMap<Integer, Count> buckets, int schemas) throws NotAddableException {
    var reduced = new TreeMap<Integer, Count>();
    for (Map.Entry<Integer, Count> bucket : buckets.entrySet()) {
      add(reduced, ((bucket.getKey() - 1) >> schemas) + 1, bucket.getValue());
    }
    return reduced;
  }

  private static NavigableMap<Integer, Count> plus(
      NavigableMap<Integer, Count> a, NavigableMap<Integer, Count> b) throws NotAddableException {
    var sum = new TreeMap<Integer, Count>(a);
    for (Map.Entry<Integer, Count> bucket : b.entrySet()) {
      add(sum, bucket.getKey(), bucket.getValue());
    }
    return sum;
  }

  private static void add(NavigableMap<Integer, Count> to, int index, Count count)
      throws NotAddableException {
    Count before = to.get(index);
    to.put(index, before == null ? count : before.plus(count));
  }

  private static boolean isWhole(NavigableMap<Integer, Count> buckets) {
    return buckets.values().stream().allMatch(count -> count instanceof Count.Whole);
  }

  private static List<BucketSpan> spans(NavigableMap<Integer, Count> buckets) {
    var spans = new ArrayList<BucketSpan>();
    int end = 0;
    for (int index : buckets.keySet()) {
      if (!spans.isEmpty() && index == end) {
        BucketSpan open = spans.removeLast();
        spans.add(new BucketSpan(open.offset(), open.length() + 1));
      } else {
        spans.add(new BucketSpan(index - end, 1));
      }
      end = index + 1;
    }
    return spans;
  }

  private static List<Long> deltas(NavigableMap<Integer, Count> buckets) {
    var deltas = new ArrayList<Long>(buckets.size());
    long before = 0;
    for (Count count : buckets.values()) {
      long whole = count instanceof Count.Whole integer ? integer.unsigned() : 0;
      deltas.add(whole - before);
      before = whole;
    }
    return deltas;
  }

  private static List<Double> floats(NavigableMap<Integer, Count> buckets) {
    return buckets.values().stream().map(Count::toDouble).toList();
  }
}
