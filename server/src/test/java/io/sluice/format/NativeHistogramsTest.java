package io.sluice.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.Metric.BucketSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NativeHistogramsTest {
  private static final List<BucketSpan> TWO = List.of(new BucketSpan(-1, 1), new BucketSpan(3, 1));

  @Test
  void check_noNativePart_valid() {
    var classic = new Metric.Histogram(Labels.EMPTY, 5L, null, 1.0, List.of(), null, null);

    assertThat(NativeHistograms.check(classic)).isNull();
  }

  /// Without spans, zero threshold and zero count, a server treats the histogram as a classic one.
  @Test
  void check_onlySchema_valid() {
    assertThat(NativeHistograms.check(integer(99, 5, 1.0, List.of()))).isNull();
  }

  @Test
  void check_integerBucketsThatAddUp_valid() {
    assertThat(NativeHistograms.check(integer(3, 5, 1.0, TWO, 3L, -1L))).isNull();
  }

  /// The histogram that client_golang sends before the first observation.
  @Test
  void check_emptySpan_valid() {
    assertThat(NativeHistograms.check(integer(3, 0, 0.0, List.of(new BucketSpan(0, 0))))).isNull();
  }

  @Test
  void check_bucketsDoNotAddUp_says() {
    assertThat(NativeHistograms.check(integer(3, 6, 1.0, TWO, 3L, -1L)))
        .isEqualTo("the buckets do not add up to the count: buckets=5 count=6");
  }

  /// Observations of NaN are in no bucket.
  @Test
  void check_fewerInBucketsAndSumNaN_valid() {
    assertThat(NativeHistograms.check(integer(3, 6, Double.NaN, TWO, 3L, -1L))).isNull();
    assertThat(NativeHistograms.check(integer(3, 4, Double.NaN, TWO, 3L, -1L)))
        .isEqualTo("the buckets do not add up to the count: buckets=5 count=4");
  }

  @Test
  void check_negativeCount_says() {
    assertThat(NativeHistograms.check(integer(3, 2, 1.0, TWO, 3L, -4L)))
        .isEqualTo("a bucket's count is negative: count=-1");
    assertThat(NativeHistograms.check(floating(2, TWO, 3, -0.5))).isEqualTo("a count is negative");
  }

  @Test
  void check_spansAndBucketsOfDifferentLength_says() {
    assertThat(NativeHistograms.check(integer(3, 3, 1.0, TWO, 3L)))
        .isEqualTo("the positive spans and buckets do not match: spanned=2 buckets=1");
  }

  @Test
  void check_spansOfAbsurdLength_says() {
    var spans = List.of(new BucketSpan(0, -1), new BucketSpan(0, -1));

    assertThat(NativeHistograms.check(integer(3, 3, 1.0, spans, 3L)))
        .isEqualTo("the positive spans and buckets do not match: spanned=8589934590 buckets=1");
  }

  @Test
  void check_laterSpanGoesBack_says() {
    var spans = List.of(new BucketSpan(5, 1), new BucketSpan(-1, 1));

    assertThat(NativeHistograms.check(integer(3, 6, 1.0, spans, 3L, 0L)))
        .isEqualTo("a positive span begins before the end of the one before: span=2 offset=-1");
  }

  @ParameterizedTest
  @ValueSource(ints = {-53, -5, 9, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void check_unknownSchema_says(int schema) {
    assertThat(NativeHistograms.check(integer(schema, 5, 1.0, TWO, 3L, -1L)))
        .isEqualTo("unknown schema: schema=" + schema);
  }

  @ParameterizedTest
  @CsvSource({"-1, -1", "NaN, NaN", "-Infinity, -Inf"})
  void check_invalidZeroThreshold_says(double threshold, String shown) {
    assertThat(NativeHistograms.check(withZero(threshold, 0L)))
        .isEqualTo("invalid zero threshold: zero_threshold=" + shown);
  }

  @Test
  void check_floatingCountsNeedNotAddUp_valid() {
    assertThat(NativeHistograms.check(floating(100, TWO, 1, Double.NaN))).isNull();
  }

  /// A server treats a histogram whose float counts are all 0 as an integer one, and then the
  /// deltas are missing.
  @Test
  void check_floatingAndEmpty_says() {
    assertThat(NativeHistograms.check(floating(0, TWO, 0, 0)))
        .isEqualTo("the positive spans and buckets do not match: spanned=2 buckets=0");
  }

  private static Metric.Histogram integer(
      int schema, long count, double sum, List<BucketSpan> positive, Long... deltas) {
    return histogram(
        count,
        null,
        sum,
        new Metric.NativePart(
            schema,
            null,
            null,
            null,
            List.of(),
            List.of(),
            List.of(),
            positive,
            List.of(deltas),
            List.of(),
            List.of()));
  }

  private static Metric.Histogram floating(
      double count, List<BucketSpan> positive, double first, double second) {
    return histogram(
        null,
        count,
        1,
        new Metric.NativePart(
            0,
            1e-128,
            null,
            null,
            List.of(),
            List.of(),
            List.of(),
            positive,
            List.of(),
            List.of(first, second),
            List.of()));
  }

  private static Metric.Histogram withZero(double threshold, long count) {
    return histogram(
        count,
        null,
        0,
        new Metric.NativePart(
            0, threshold, count, null, List.of(), List.of(), List.of(), List.of(), List.of(),
            List.of(), List.of()));
  }

  private static Metric.Histogram histogram(
      @Nullable Long count, @Nullable Double countFloat, double sum, Metric.NativePart part) {
    return new Metric.Histogram(Labels.EMPTY, count, countFloat, sum, List.of(), null, part);
  }
}
