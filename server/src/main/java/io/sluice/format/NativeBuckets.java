package io.sluice.format;

import io.sluice.go.GoFloat;
import io.sluice.model.Metric;
import io.sluice.model.Metric.BucketSpan;
import io.sluice.model.Metric.NativePart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/// The bounds of native histogram buckets.
///
/// Bucket `i` of schema `s` ends at 2^(i * 2^-s) and begins where bucket `i - 1` ends. Spans define
/// which buckets exist.
public final class NativeBuckets {
  private static final int UPPER_INCLUSIVE = 0;
  private static final int LOWER_INCLUSIVE = 1;
  private static final int BOTH_INCLUSIVE = 3;

  /// The lowest power of two that no double can represent; it is a bound in every schema. The
  /// bucket below it ends at the largest double, because the bucket above contains infinities.
  private static final int OVERFLOW_EXPONENT = 1024;

  private static final double LOG_OF_TWO = Math.log(2);

  /// 2^(2^-schema) by schema, with the values of the Prometheus Go client library: that of schema 1
  /// is the double below the square root of 2.
  private static final double[] FACTORS = {
    2.0,
    1.414213562373095,
    1.189207115002721,
    1.0905077326652577,
    1.0442737824274138,
    1.0218971486541166,
    1.0108892860517005,
    1.0054299011128027,
    1.0027112750502025
  };

  /// The bounds from 1 to 2 by schema; all other bounds are these times a power of two.
  private static final double[][] BOUNDS = bounds();

  private NativeBuckets() {}

  /// The non-empty buckets of a valid histogram, from the lowest to the highest.
  public static List<NativeBucket> of(Metric.Histogram histogram) {
    NativePart part = histogram.nativePart();
    if (part == null) {
      return List.of();
    }
    var buckets = new ArrayList<NativeBucket>();
    buckets.addAll(negative(part, NativeHistograms.isFloat(histogram)).reversed());
    buckets.add(zero(part, NativeHistograms.isFloat(histogram)));
    buckets.addAll(positive(part, NativeHistograms.isFloat(histogram)));
    buckets.removeIf(bucket -> bucket.count().equals("0"));
    return buckets;
  }

  private static List<NativeBucket> negative(NativePart part, boolean isFloat) {
    List<String> counts =
        isFloat ? counts(part.negativeCounts()) : countsOfDeltas(part.negativeDeltas());
    List<NativeBucket> mirrored = positive(part, part.negativeSpans(), counts);
    return mirrored.stream()
        .map(
            bucket ->
                new NativeBucket(LOWER_INCLUSIVE, -bucket.upper(), -bucket.lower(), bucket.count()))
        .toList();
  }

  private static NativeBucket zero(NativePart part, boolean isFloat) {
    double threshold = NativeHistograms.orZero(part.zeroThreshold());
    String count =
        isFloat
            ? GoFloat.format(NativeHistograms.orZero(part.zeroCountFloat()))
            : Long.toUnsignedString(NativeHistograms.orZero(part.zeroCount()));
    return new NativeBucket(BOTH_INCLUSIVE, -threshold, threshold, count);
  }

  private static List<NativeBucket> positive(NativePart part, boolean isFloat) {
    List<String> counts =
        isFloat ? counts(part.positiveCounts()) : countsOfDeltas(part.positiveDeltas());
    return positive(part, part.positiveSpans(), counts);
  }

  private static List<NativeBucket> positive(
      NativePart part, List<BucketSpan> spans, List<String> counts) {
    int schema = NativeHistograms.orZero(part.schema());
    var buckets = new ArrayList<NativeBucket>();
    Iterator<String> remaining = counts.iterator();
    int index = 0;
    for (BucketSpan span : spans) {
      index += span.offset();
      long end = Integer.toUnsignedLong(span.length());
      for (long i = 0; i < end && remaining.hasNext(); i++) {
        double lower = bound(index - 1, schema);
        double upper = bound(index, schema);
        buckets.add(new NativeBucket(UPPER_INCLUSIVE, lower, upper, remaining.next()));
        index++;
      }
    }
    return buckets;
  }

  private static List<String> counts(List<Double> counts) {
    return counts.stream().map(GoFloat::format).toList();
  }

  private static List<String> countsOfDeltas(List<Long> deltas) {
    return Arrays.stream(NativeHistograms.counts(deltas)).mapToObj(Long::toUnsignedString).toList();
  }

  /// The upper bound of a bucket.
  ///
  /// @param schema from -4 to 8
  public static double bound(int index, int schema) {
    if (schema < 0) {
      return power(1, (long) index << -schema);
    }
    return power(BOUNDS[schema][index & ((1 << schema) - 1)], (long) index >> schema);
  }

  /// The index of the bucket for a positive finite number.
  ///
  /// @param schema from -4 to 8
  public static int indexOf(double number, int schema) {
    int index = (int) Math.ceil(Math.scalb(Math.log(number) / LOG_OF_TWO, schema));
    while (bound(index, schema) < number) {
      index++;
    }
    while (bound(index - 1, schema) >= number) {
      index--;
    }
    return index;
  }

  private static double power(double fraction, long exponent) {
    if (fraction == 1 && exponent == OVERFLOW_EXPONENT) {
      return Double.MAX_VALUE;
    }
    long inRange = Math.clamp(exponent, -2L * OVERFLOW_EXPONENT, 2L * OVERFLOW_EXPONENT);
    return Math.scalb(fraction, (int) inRange);
  }

  /// Every second bound is that of the previous schema; the others are computed by multiplication.
  /// So rounding errors are the same as in other Prometheus software.
  private static double[][] bounds() {
    var bounds = new double[FACTORS.length][];
    bounds[0] = new double[] {1};
    for (int schema = 1; schema < FACTORS.length; schema++) {
      bounds[schema] = new double[1 << schema];
      for (int i = 0; i < bounds[schema].length; i += 2) {
        bounds[schema][i] = bounds[schema - 1][i / 2];
        bounds[schema][i + 1] = bounds[schema][i] * FACTORS[schema];
      }
    }
    return bounds;
  }
}
