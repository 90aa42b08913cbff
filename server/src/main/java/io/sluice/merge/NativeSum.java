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

/// The buckets of a native histogram: those that are not empty, by index.
///
/// Two are added at the coarser of both schemas, with the wider of both zero buckets; that one is
/// widened further to the next bound, so that no bucket lies half in it. Where both zero buckets
/// end at the same place that is no bound, as that of OpenTelemetry's histograms does, it stays.
/// All this only depends on what is added, not on its order. When there are too many buckets the
/// schema gets coarser still, as a server does it.
// Bucket i of schema s ends at 2^(i * 2^-s). Every second bound of a schema is one of the schema
// below: buckets 2i-1 and 2i become bucket i.
final class NativeSum {
  /// Client libraries keep to 160 or so.
  static final int MAX_BUCKETS = 10_000;

  private static final int COARSEST_SCHEMA = -4;
  private static final int FINEST_SCHEMA = 8;

  /// No number lies in a bucket further out, whatever the schema.
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

  /// The buckets of a histogram for which [NativeHistograms#check] has found nothing wrong. Those
  /// that lie where no number can, which [#requireInRange] keeps out, are passed over.
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

  /// Refuses buckets that lie where no number can.
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
  /// @throws Unaddable if a count has no place
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

  /// Whether a bucket of any schema ends at `threshold`, as each zero bucket does that was widened.
  private static boolean isBound(double threshold) {
    return threshold > 0
        && Double.isFinite(threshold)
        && NativeBuckets.bound(NativeBuckets.indexOf(threshold, FINEST_SCHEMA), FINEST_SCHEMA)
            == threshold;
  }

  boolean isWhole() {
    return zero instanceof Count.Whole && isWhole(negative) && isWhole(positive);
  }

  /// The fields that say all this.
  ///
  /// @param asFloats whether counts are written as floats, as they must where one of them is
  NativePart toPart(boolean asFloats, List<Exemplar> exemplars) {
    // A span, empty as it may be, tells that there is a native histogram at all.
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

  /// With a zero bucket that ends at a bound, and all that lies in it counted there.
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
    // What a replacing push left may be anything.
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
