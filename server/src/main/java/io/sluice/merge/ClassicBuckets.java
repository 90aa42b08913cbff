package io.sluice.merge;

import io.sluice.go.GoFloat;
import io.sluice.model.Metric.Bucket;
import io.sluice.model.Metric.Exemplar;
import io.sluice.model.Metric.Histogram;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The buckets of a classic histogram: ascending bounds with cumulative counts that never decrease.
/// The last bound is +Inf, and its count is that of the histogram.
///
/// So a histogram is a step function, and a sum of histograms is the sum of step functions: either
/// at common bounds (`common`), which is exact, or at all bounds (`union`), where for a histogram
/// without the bound only the value at its next lower bound is known.
record ClassicBuckets(List<Step> steps) {
  /// The count up to a bound.
  record Step(double bound, Count count, @Nullable Exemplar exemplar) {
    static final Comparator<Step> BY_BOUND = Comparator.comparingDouble(Step::bound);
  }

  /// More bounds than any real histogram has; limited so that pushes with ever new bounds cannot
  /// exhaust the memory.
  static final int MAX_UNION = 10_001; // including +Inf

  ClassicBuckets {
    steps = List.copyOf(steps);
  }

  /// The buckets of `histogram`. A histogram that was pushed in another mode may be invalid; then
  /// the greater count is used.
  static ClassicBuckets of(Histogram histogram) {
    var steps = new ArrayList<Step>();
    Count reached = Count.Whole.ZERO;
    for (Step step : sorted(histogram)) {
      reached = max(reached, step.count());
      if (!steps.isEmpty() && steps.getLast().bound() == step.bound()) {
        steps.removeLast();
      }
      steps.add(new Step(step.bound(), reached, step.exemplar()));
    }
    Count total = max(reached, total(histogram));
    Exemplar last = endsInInfinity(steps) ? steps.removeLast().exemplar() : null;
    steps.add(new Step(Double.POSITIVE_INFINITY, total, last));
    return new ClassicBuckets(steps);
  }

  /// The error in the buckets of `histogram`, or null.
  static @Nullable String problem(Histogram histogram) {
    if (Count.isInvalid(histogram.sampleCountFloat())) {
      return "not a count: count=" + histogram.sampleCountFloat();
    }
    for (Bucket bucket : histogram.buckets()) {
      if (Double.isNaN(bucket.upperBound())) {
        return "a bucket's bound is not a number";
      }
      if (Count.isInvalid(bucket.cumulativeCountFloat())) {
        return "not a count: le=%s count=%s"
            .formatted(GoFloat.format(bucket.upperBound()), bucket.cumulativeCountFloat());
      }
    }
    return orderProblem(sorted(histogram), totalOrNull(histogram));
  }

  private static @Nullable String orderProblem(List<Step> steps, @Nullable Count total) {
    Step before = null;
    for (Step step : steps) {
      if (before != null && before.bound() == step.bound()) {
        return "a bucket occurs twice: le=" + GoFloat.format(step.bound());
      }
      if (before != null && before.count().compareTo(step.count()) > 0) {
        return "bucket counts go down: le=%s count=%s before=%s"
            .formatted(GoFloat.format(step.bound()), step.count(), before.count());
      }
      before = step;
    }
    if (before == null || total == null) {
      return null;
    }
    int order = before.count().compareTo(total);
    boolean fits = endsInInfinity(steps) ? order == 0 : order <= 0;
    return fits
        ? null
        : "the last bucket differs from the count: le=%s bucket=%s count=%s"
            .formatted(GoFloat.format(before.bound()), before.count(), total);
  }

  /// The sum at common bounds.
  ClassicBuckets plusCommon(ClassicBuckets other) throws NotAddableException {
    var sum = new ArrayList<Step>();
    int mine = 0;
    int theirs = 0;
    while (mine < steps.size() && theirs < other.steps.size()) {
      Step a = steps.get(mine);
      Step b = other.steps.get(theirs);
      if (a.bound() == b.bound()) {
        sum.add(sum(a, b));
      }
      mine += a.bound() <= b.bound() ? 1 : 0;
      theirs += b.bound() <= a.bound() ? 1 : 0;
    }
    return new ClassicBuckets(sum);
  }

  /// The sum at all bounds. Both end at +Inf, so their ends are reached together.
  ClassicBuckets plusUnion(ClassicBuckets other) throws NotAddableException {
    var sum = new ArrayList<Step>();
    int mine = 0;
    int theirs = 0;
    Count myCount = Count.Whole.ZERO;
    Count theirCount = Count.Whole.ZERO;
    while (mine < steps.size() && theirs < other.steps.size()) {
      Step a = steps.get(mine);
      Step b = other.steps.get(theirs);
      if (a.bound() == b.bound()) {
        sum.add(sum(a, b));
      } else if (a.bound() < b.bound()) {
        sum.add(new Step(a.bound(), a.count().plus(theirCount), a.exemplar()));
      } else {
        sum.add(new Step(b.bound(), b.count().plus(myCount), b.exemplar()));
      }
      if (a.bound() <= b.bound()) {
        myCount = a.count();
        mine++;
      }
      if (b.bound() <= a.bound()) {
        theirCount = b.count();
        theirs++;
      }
    }
    if (sum.size() > Math.max(MAX_UNION, Math.max(steps.size(), other.steps.size()))) {
      throw new NotAddableException("too many bounds: limit=" + MAX_UNION);
    }
    return new ClassicBuckets(sum);
  }

  Count total() {
    return steps.getLast().count();
  }

  boolean isWhole() {
    return steps.stream().allMatch(step -> step.count() instanceof Count.Whole);
  }

  /// @param asFloats whether counts are written as floats, which is required if one of them is a
  ///   float
  List<Bucket> toBuckets(boolean asFloats) {
    var buckets = new ArrayList<Bucket>(steps.size());
    for (Step step : steps) {
      buckets.add(
          !asFloats && step.count() instanceof Count.Whole count
              ? new Bucket(count.unsigned(), null, step.bound(), step.exemplar())
              : new Bucket(null, step.count().toDouble(), step.bound(), step.exemplar()));
    }
    return buckets;
  }

  private static Step sum(Step stored, Step pushed) throws NotAddableException {
    return new Step(
        stored.bound(),
        stored.count().plus(pushed.count()),
        Timestamps.newest(stored.exemplar(), pushed.exemplar()));
  }

  private static List<Step> sorted(Histogram histogram) {
    var steps = new ArrayList<Step>();
    for (Bucket bucket : histogram.buckets()) {
      if (!Double.isNaN(bucket.upperBound())) {
        steps.add(
            new Step(
                bucket.upperBound() + 0.0, // -0 is 0
                Count.of(bucket.cumulativeCount(), bucket.cumulativeCountFloat()),
                bucket.exemplar()));
      }
    }
    steps.sort(Step.BY_BOUND);
    return steps;
  }

  private static boolean endsInInfinity(List<Step> steps) {
    return !steps.isEmpty() && steps.getLast().bound() == Double.POSITIVE_INFINITY;
  }

  private static Count total(Histogram histogram) {
    Count total = totalOrNull(histogram);
    return total == null ? Count.Whole.ZERO : total;
  }

  /// The count of the histogram. If it was not sent, that of the last bucket.
  private static @Nullable Count totalOrNull(Histogram histogram) {
    return histogram.sampleCount() == null && histogram.sampleCountFloat() == null
        ? null
        : Count.of(histogram.sampleCount(), histogram.sampleCountFloat());
  }

  private static Count max(Count a, Count b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
