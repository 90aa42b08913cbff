package io.sluice.merge;

import io.sluice.go.ByteArrayBuilder;
import io.sluice.model.MetricType;
import org.jspecify.annotations.Nullable;

/// Adds the sample lines of classic histograms, or of summaries without quantiles.
///
/// Both sides must have the same series with the same bounds in the same order. Each histogram
/// consists of its buckets, which end with +Inf, its sum and its count.
final class DistributionLines {
  /// One side's counts of the current histogram.
  private static final class Counts {
    double last;

    /// Adds the next cumulative count, and returns whether it is valid.
    boolean rises(double count) {
      boolean rises = count >= last && isCount(count);
      last = count;
      return rises;
    }

    private static boolean isCount(double number) {
      return number >= 0 && number < CarriedSum.EXACT_LIMIT && number == Math.rint(number);
    }
  }

  /// Additional capacity for numbers that become longer.
  private static final int SPARE_BYTES = 64;

  /// The offset after the name where the kinds of lines differ: `_bucket`, `_sum`, `_count`.
  private final int kindOffset;

  private final boolean hasBuckets;
  private final SampleLines stored;
  private final SampleLines pushed;
  private final ByteArrayBuilder out;

  private final Counts storedCounts = new Counts();
  private final Counts pushedCounts = new Counts();

  /// The bound of the previous bucket of the current histogram.
  private double bound = Double.NEGATIVE_INFINITY;

  private boolean hasFirstBucket;

  DistributionLines(int nameLength, MetricType type, byte[] stored, byte[] pushed) {
    this.kindOffset = nameLength + 1;
    this.hasBuckets = type == MetricType.HISTOGRAM;
    this.stored = new SampleLines(stored);
    this.pushed = new SampleLines(pushed);
    this.out = new ByteArrayBuilder(stored.length + SPARE_BYTES);
  }

  /// The lines of the sums, or null if this is not a simple case.
  byte @Nullable [] add() {
    return isAdded() ? out.toByteArray() : null;
  }

  private boolean isAdded() {
    while (stored.next()) {
      if (!pushed.next() || !stored.isOfSameSample(pushed) || !fits()) {
        return false;
      }
      double sum = stored.number() + pushed.number();
      boolean isSum = stored.at(kindOffset) == 's';
      if (isSum ? !Double.isFinite(sum) : sum >= CarriedSum.EXACT_LIMIT) {
        return false;
      }
      stored.copyWith(sum, out);
    }
    return !pushed.next();
  }

  private boolean fits() {
    if (stored.at(kindOffset - 1) != '_') {
      return false; // a quantile
    }
    return switch (stored.at(kindOffset)) {
      case 'b' -> bucketFits();
      case 's' -> !hasBuckets || bound == Double.POSITIVE_INFINITY;
      default -> countFits();
    };
  }

  private boolean bucketFits() {
    double before = bound;
    bound = stored.lastQuoted();
    boolean rises = hasFirstBucket ? bound > before : !Double.isNaN(bound);
    hasFirstBucket = true;
    return rises && storedCounts.rises(stored.number()) && pushedCounts.rises(pushed.number());
  }

  private boolean countFits() {
    double ofStored = stored.number();
    double ofPushed = pushed.number();
    boolean fits = !hasBuckets || (ofStored == storedCounts.last && ofPushed == pushedCounts.last);
    fits &= Counts.isCount(ofStored) && Counts.isCount(ofPushed);
    bound = Double.NEGATIVE_INFINITY;
    hasFirstBucket = false;
    storedCounts.last = 0;
    pushedCounts.last = 0;
    return fits;
  }
}
