package io.sluice.format;

import io.sluice.go.GoFloat;
import io.sluice.model.Metric;
import io.sluice.model.Metric.BucketSpan;
import io.sluice.model.Metric.NativePart;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks whether a Prometheus server accepts a native histogram.
///
/// A server that rejects one native histogram rejects the whole scrape, so a push with such a
/// histogram must be refused.
public final class NativeHistograms {
  private static final int LOWEST_SCHEMA = -4;
  private static final int HIGHEST_SCHEMA = 8;

  private NativeHistograms() {}

  /// The error in the native part of `histogram`, or null if it is valid or missing.
  ///
  /// The rules are those of the server's protobuf parser (`checkNativeHistogramConsistency`) and of
  /// `Validate` of its integer and floating-point histograms. In addition, the width of the zero
  /// bucket must not be negative.
  public static @Nullable String check(Metric.Histogram histogram) {
    NativePart part = histogram.nativePart();
    if (part == null || !isNative(part)) {
      return null;
    }
    String problem = checkScale(part);
    problem = problem != null ? problem : checkSpans(histogram, part);
    if (problem != null) {
      return problem;
    }
    return isFloat(histogram) ? checkCounts(histogram, part) : checkDeltas(histogram, part);
  }

  /// Whether a server treats the metric as a native histogram; older servers check the deltas,
  /// newer ones the spans.
  public static boolean isNative(Metric metric) {
    return metric instanceof Metric.Histogram histogram
        && histogram.nativePart() != null
        && isNative(histogram.nativePart());
  }

  private static boolean isNative(NativePart part) {
    return !part.negativeSpans().isEmpty()
        || !part.positiveSpans().isEmpty()
        || !part.negativeDeltas().isEmpty()
        || !part.positiveDeltas().isEmpty()
        || orZero(part.zeroCount()) != 0
        || orZero(part.zeroThreshold()) != 0;
  }

  /// Whether the counts are floating-point numbers: if both kinds are present, the integer ones are
  /// ignored.
  public static boolean isFloat(Metric.Histogram histogram) {
    NativePart part = histogram.nativePart();
    return orZero(histogram.sampleCountFloat()) > 0
        || (part != null && orZero(part.zeroCountFloat()) > 0);
  }

  public static double orZero(@Nullable Double number) {
    return number == null ? 0 : number;
  }

  public static long orZero(@Nullable Long number) {
    return number == null ? 0 : number;
  }

  public static int orZero(@Nullable Integer number) {
    return number == null ? 0 : number;
  }

  /// Schema -53 has custom bounds, for which this version of the protobuf format has no field.
  private static @Nullable String checkScale(NativePart part) {
    int schema = orZero(part.schema());
    if (schema < LOWEST_SCHEMA || schema > HIGHEST_SCHEMA) {
      return "unknown schema: schema=" + schema;
    }
    double threshold = orZero(part.zeroThreshold());
    return threshold >= 0
        ? null
        : "invalid zero threshold: zero_threshold=" + GoFloat.formatPlain(threshold);
  }

  private static @Nullable String checkSpans(Metric.Histogram histogram, NativePart part) {
    boolean isFloat = isFloat(histogram);
    int negative = (isFloat ? part.negativeCounts() : part.negativeDeltas()).size();
    int positive = (isFloat ? part.positiveCounts() : part.positiveDeltas()).size();
    String problem = checkSpans("negative", part.negativeSpans(), negative);
    return problem != null ? problem : checkSpans("positive", part.positiveSpans(), positive);
  }

  private static @Nullable String checkSpans(String side, List<BucketSpan> spans, int buckets) {
    long spanned = 0;
    for (int i = 0; i < spans.size(); i++) {
      BucketSpan span = spans.get(i);
      if (i > 0 && span.offset() < 0) {
        return "a %s span begins before the end of the one before: span=%d offset=%d"
            .formatted(side, i + 1, span.offset());
      }
      spanned += Integer.toUnsignedLong(span.length());
    }
    return spanned == buckets
        ? null
        : "the %s spans and buckets do not match: spanned=%s buckets=%d"
            .formatted(side, Long.toUnsignedString(spanned), buckets);
  }

  private static @Nullable String checkCounts(Metric.Histogram histogram, NativePart part) {
    boolean negative =
        orZero(histogram.sampleCountFloat()) < 0
            || orZero(part.zeroCountFloat()) < 0
            || part.negativeCounts().stream().anyMatch(count -> count < 0)
            || part.positiveCounts().stream().anyMatch(count -> count < 0);
    return negative ? "a count is negative" : null;
  }

  /// Sums wrap around, as in the server.
  private static @Nullable String checkDeltas(Metric.Histogram histogram, NativePart part) {
    long[] negative = counts(part.negativeDeltas());
    long[] positive = counts(part.positiveDeltas());
    long observed = orZero(part.zeroCount());
    for (long[] side : List.of(negative, positive)) {
      for (long count : side) {
        if (count < 0) {
          return "a bucket's count is negative: count=" + count;
        }
        observed += count;
      }
    }
    long expected = orZero(histogram.sampleCount());
    boolean observedNaN = Double.isNaN(orZero(histogram.sampleSum()));
    boolean fits =
        observedNaN ? Long.compareUnsigned(observed, expected) <= 0 : observed == expected;
    return fits
        ? null
        : "the buckets do not add up to the count: buckets=%s count=%s"
            .formatted(Long.toUnsignedString(observed), Long.toUnsignedString(expected));
  }

  /// Converts deltas to counts.
  static long[] counts(List<Long> deltas) {
    var counts = new long[deltas.size()];
    long count = 0;
    for (int i = 0; i < counts.length; i++) {
      count += deltas.get(i);
      counts[i] = count;
    }
    return counts;
  }
}
