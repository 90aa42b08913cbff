package io.sluice.merge;

import io.sluice.format.NativeHistograms;
import io.sluice.go.GoFloat;
import io.sluice.model.Metric.Histogram;
import io.sluice.model.Metric.NativePart;
import io.sluice.model.Metric.Summary;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Adds summaries and histograms.
final class Distributions {
  private Distributions() {}

  /// Refuses a summary that cannot be added.
  static void requireAddable(Summary pushed) throws NotAddableException {
    requireAddable(pushed.sampleSum());
  }

  /// Refuses a histogram that cannot be added.
  static void requireAddable(Histogram pushed) throws NotAddableException {
    requireAddable(pushed.sampleSum());
    String problem = ClassicBuckets.problem(pushed);
    if (problem == null) {
      problem = NativeHistograms.check(pushed);
    }
    if (problem != null) {
      throw new NotAddableException(problem);
    }
    NativePart part = nativePart(pushed);
    if (part != null) {
      NativeSum.requireInRange(part);
      requireCounts(part.negativeCounts());
      requireCounts(part.positiveCounts());
    }
  }

  private static void requireCounts(List<Double> counts) throws NotAddableException {
    for (Double count : counts) {
      if (Count.isInvalid(count)) {
        throw new NotAddableException("not a count: count=" + GoFloat.format(count));
      }
    }
  }

  /// The counts and sums of both. Quantiles cannot be added, so they are dropped.
  static Summary add(Summary stored, Summary pushed) throws NotAddableException {
    return new Summary(
        stored.labels(),
        Count.sum(orZero(stored.sampleCount()), orZero(pushed.sampleCount())),
        sum(stored.sampleSum(), pushed.sampleSum()),
        List.of(),
        Timestamps.oldest(stored.created(), pushed.created()));
  }

  /// The sum of both. Classic buckets are kept if both have them, and so are native ones.
  static Histogram add(Histogram stored, Histogram pushed, BucketMode mode)
      throws NotAddableException {
    ClassicBuckets classic = addClassic(stored, pushed, mode);
    NativePart storedPart = nativePart(stored);
    NativePart pushedPart = nativePart(pushed);
    NativeSum nativeSum =
        storedPart == null || pushedPart == null
            ? null
            : NativeSum.of(stored, storedPart).plus(NativeSum.of(pushed, pushedPart));
    boolean onlyNative =
        nativeSum != null && stored.buckets().isEmpty() && pushed.buckets().isEmpty();
    boolean asFloats = !(classic.isWhole() && (nativeSum == null || nativeSum.isWhole()));
    Count total = classic.total();
    var sum =
        new Histogram(
            stored.labels(),
            !asFloats && total instanceof Count.Whole whole ? whole.unsigned() : null,
            asFloats ? total.toDouble() : null,
            sum(stored.sampleSum(), pushed.sampleSum()),
            onlyNative ? List.of() : classic.toBuckets(asFloats),
            Timestamps.oldest(stored.created(), pushed.created()),
            nativeSum == null
                ? null
                : nativeSum.toPart(
                    asFloats,
                    Timestamps.newest(
                        Objects.requireNonNull(storedPart).exemplars(),
                        Objects.requireNonNull(pushedPart).exemplars())));
    String problem = NativeHistograms.check(sum);
    if (problem != null) {
      throw new NotAddableException(problem);
    }
    return sum;
  }

  private static ClassicBuckets addClassic(Histogram stored, Histogram pushed, BucketMode mode)
      throws NotAddableException {
    ClassicBuckets a = ClassicBuckets.of(stored);
    ClassicBuckets b = ClassicBuckets.of(pushed);
    return switch (mode) {
      case COMMON -> a.plusCommon(b);
      case UNION -> a.plusUnion(b);
    };
  }

  /// The native part, if a server treats the histogram as a native one.
  private static @Nullable NativePart nativePart(Histogram histogram) {
    return NativeHistograms.isNative(histogram) ? histogram.nativePart() : null;
  }

  private static void requireAddable(@Nullable Double sum) throws NotAddableException {
    if (sum != null && !Double.isFinite(sum)) {
      throw new NotAddableException("not a number to add: sum=" + GoFloat.formatPlain(sum));
    }
  }

  /// If the existing sum is NaN, which only a replacing push can cause, the result is NaN: the
  /// buckets still contain the observations of that sum.
  private static double sum(@Nullable Double stored, @Nullable Double pushed)
      throws NotAddableException {
    double before = stored == null ? 0 : stored;
    double sum = before + (pushed == null ? 0 : pushed) + 0.0; // no negative zero in text
    if (!Double.isFinite(sum) && Double.isFinite(before)) {
      throw new NotAddableException("the sum is too large");
    }
    return sum;
  }

  private static long orZero(@Nullable Long count) {
    return count == null ? 0 : count;
  }
}
