package io.sluice.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.format.NativeHistograms;
import io.sluice.merge.TextFamilies.Group;
import io.sluice.model.Labels;
import io.sluice.model.Metric.Bucket;
import io.sluice.model.Metric.BucketSpan;
import io.sluice.model.Metric.Exemplar;
import io.sluice.model.Metric.Histogram;
import io.sluice.model.Metric.NativePart;
import io.sluice.model.Metric.Timestamp;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Expected results are derived by hand from the definition: bucket i of schema s ends at 2^(i *
/// 2^-s).
final class NativeMergeTest {
  @Test
  void merge_sameSchema_addsBucketByBucket() throws MergeException {
    Histogram sum =
        sum(
            whole(0, 0, 1, spans(1, 2), 3L, 1L), // 1: 3, 2: 4
            whole(0, 0, 2, spans(2, 2), 5L, 1L)); // 2: 5, 3: 6

    assertThat(part(sum))
        .isEqualTo(part(whole(0, 0, 3, spans(1, 3), 3L, 6L, -3L))); // 1: 3, 2: 9, 3: 6
    assertThat(sum.sampleCount()).isEqualTo(21);
    assertThat(sum.sampleSum()).isEqualTo(2);
    assertThat(sum.buckets()).isEmpty();
  }

  /// (1, sqrt 2] and (sqrt 2, 2] of schema 1 are (1, 2] of schema 0.
  @Test
  void merge_otherSchema_reducesToTheCoarser() throws MergeException {
    Histogram fine = whole(1, 0, 0, spans(1, 2), 3L, 1L);
    Histogram coarse = whole(0, 0, 0, spans(1, 1), 10L);

    assertThat(part(sum(fine, coarse))).isEqualTo(part(whole(0, 0, 0, spans(1, 1), 17L)));
    assertThat(sum(coarse, fine)).isEqualTo(sum(fine, coarse));
  }

  /// Bucket 0 of schema 1 is (1/sqrt 2, 1], bucket -1 is (1/2, 1/sqrt 2].
  @Test
  void merge_otherSchema_reducesBucketsBelowOne() throws MergeException {
    Histogram fine = whole(1, 0, 0, spans(-1, 2), 3L, 1L);
    Histogram coarse = whole(0, 0, 0, spans(0, 1), 10L);

    assertThat(part(sum(fine, coarse))).isEqualTo(part(whole(0, 0, 0, spans(0, 1), 17L)));
  }

  /// The zero bucket up to 1.5 reaches into (1, 2], so it is widened to 2.
  @Test
  void merge_widerZeroBucket_swallowsUpToTheNextBound() throws MergeException {
    Histogram wide = whole(0, 1.5, 1, spans(3, 1), 5L);
    Histogram narrow = whole(0, 0, 2, spans(1, 3), 3L, 1L, 1L); // 1: 3, 2: 4, 3: 5

    // Bucket 1, up to 2, is in the zero bucket now.
    assertThat(part(sum(wide, narrow))).isEqualTo(part(whole(0, 2, 6, spans(2, 2), 4L, 6L)));
    assertThat(sum(narrow, wide)).isEqualTo(sum(wide, narrow));
  }

  /// Histograms of the client libraries: their threshold is a bound in every schema.
  @Test
  void merge_usualZeroThreshold_stays() throws MergeException {
    Histogram usual = whole(3, 0x1p-128, 1, spans(5, 1), 2L);

    assertThat(part(sum(usual, usual))).isEqualTo(part(whole(3, 0x1p-128, 2, spans(5, 1), 4L)));
  }

  @Test
  void merge_negativeBuckets_reduceAndSwallowToo() throws MergeException {
    Histogram fine =
        new Histogram(
            Labels.EMPTY,
            7L,
            null,
            -1.0,
            List.of(),
            null,
            new NativePart(
                1,
                0.0,
                0L,
                null,
                spans(1, 3),
                List.of(3L, -1L, 0L), // 1: 3, 2: 2, 3: 2
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of()));
    Histogram coarse = whole(0, 2, 1, spans(2, 1), 1L);

    NativePart sum = part(sum(fine, coarse));

    assertThat(sum.zeroCount()).isEqualTo(1 + 3 + 2);
    assertThat(sum.negativeSpans()).isEqualTo(spans(2, 1));
    assertThat(sum.negativeDeltas()).containsExactly(2L);
    assertThat(sum.positiveDeltas()).containsExactly(1L);
  }

  @Test
  void merge_floatAndInteger_isFloat() throws MergeException {
    Histogram sum = sum(floats(2.0), whole(0, 0, 1, spans(1, 1), 3L));

    assertThat(sum.sampleCount()).isNull();
    assertThat(sum.sampleCountFloat()).isEqualTo(6.5);
    assertThat(part(sum).zeroCountFloat()).isEqualTo(1.5);
    assertThat(part(sum).positiveCounts()).containsExactly(5.0);
    assertThat(part(sum).positiveDeltas()).isEmpty();
  }

  // Would catch a count to which no push can be added any more.
  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void merge_bucketThatIsNoNumber_isRefusedAndWhereHeldCountsAsNothing(double count)
      throws MergeException {
    Histogram usual = whole(0, 0, 1, spans(1, 1), 3L);

    assertThatThrownBy(() -> sum(usual, floats(count))).isInstanceOf(MergeException.class);
    var replaced =
        FamilyMerge.merge(family(floats(count)), new byte[0], family(usual), MergeOptions.USUAL, 0);
    var sum = (Histogram) replaced.family().metrics().getFirst();
    assertThat(part(sum).positiveCounts()).containsExactly(3.0);
  }

  /// A server treats it as native only if it has a span.
  @Test
  void merge_twoEmptyOnes_isStillNative() throws MergeException {
    Histogram empty = whole(3, 0, 0, List.of(new BucketSpan(0, 0)));

    assertThat(NativeHistograms.isNative(sum(empty, empty))).isTrue();
  }

  @Test
  void merge_classicBesideNative_addsBoth() throws MergeException {
    Histogram both = withBuckets(whole(0, 0, 0, spans(1, 1), 3L), bucket(3, 2));

    Histogram sum = sum(both, both);

    assertThat(sum.buckets()).containsExactly(bucket(6, 2), bucket(6, Double.POSITIVE_INFINITY));
    assertThat(part(sum).positiveDeltas()).containsExactly(6L);
  }

  @Test
  void merge_onlyOneIsNative_keepsCountSumAndWhatBothHave() throws MergeException {
    Histogram onlyNative = whole(0, 0, 0, spans(1, 1), 3L);
    var classic = new Histogram(Labels.EMPTY, 2L, null, 1.0, List.of(bucket(2, 1)), null, null);

    Histogram sum = sum(onlyNative, classic);

    assertThat(sum.nativePart()).isNull();
    assertThat(sum.buckets()).containsExactly(bucket(5, Double.POSITIVE_INFINITY));
    assertThat(sum.sampleCount()).isEqualTo(5);
  }

  @Test
  void merge_exemplars_newestTenStay() throws MergeException {
    List<Exemplar> early = exemplars(0, 8);
    List<Exemplar> late = exemplars(8, 8);

    assertThat(part(sum(withExemplars(late), withExemplars(early))).exemplars())
        .isEqualTo(exemplars(6, 10));
  }

  @Test
  void merge_tooManyBuckets_getsCoarser() throws MergeException {
    Histogram low = whole(8, 0, 0, spans(-8000, 8000), ones(8000));
    Histogram high = whole(8, 0, 0, spans(0, 8000), ones(8000));

    Histogram sum = sum(low, high);

    assertThat(part(sum).schema()).isEqualTo(7);
    assertThat(part(sum).positiveDeltas()).hasSizeLessThanOrEqualTo(NativeSum.MAX_BUCKETS);
    assertThat(sum.sampleCount()).isEqualTo(16_000);
  }

  @Test
  void merge_bucketBeyondAllNumbers_refuses() {
    Histogram absurd = whole(0, 0, 0, spans(Integer.MAX_VALUE, 1), 1L);

    assertThatThrownBy(() -> sum(absurd, absurd))
        .isInstanceOf(MergeException.class)
        .hasMessageContaining("a native bucket lies beyond all numbers");
  }

  @Test
  void merge_customBounds_refuses() {
    Histogram custom = whole(-53, 0, 0, spans(0, 1), 1L);

    assertThatThrownBy(() -> sum(custom, custom))
        .hasMessage("cannot merge metric 'h': unknown schema: schema=-53 labels={}");
  }

  @Test
  void merge_bucketBeyond63Bits_refuses() {
    Histogram large = whole(0, 0, 0, spans(0, 1), Long.MAX_VALUE);

    assertThatThrownBy(() -> sum(large, large))
        .isInstanceOf(MergeException.class)
        .hasMessageContaining("a bucket's count is negative");
  }

  private static Histogram sum(Histogram a, Histogram b) throws MergeException {
    Group group = new Group(MergeOptions.USUAL).push(family(a), 0).push(family(b), 0);
    var sum = (Histogram) group.family().metrics().getFirst();
    assertThat(NativeHistograms.check(sum)).isNull();
    return sum;
  }

  private static MetricFamily family(Histogram histogram) {
    return new MetricFamily("h", null, MetricType.HISTOGRAM, null, List.of(histogram));
  }

  /// An integer histogram with a sum of 1, whose count is the total of its buckets.
  private static Histogram whole(
      int schema, double zeroThreshold, long zeroCount, List<BucketSpan> spans, Long... deltas) {
    long count = zeroCount;
    long bucket = 0;
    for (long delta : deltas) {
      bucket += delta;
      count += bucket;
    }
    return new Histogram(
        Labels.EMPTY,
        count,
        null,
        1.0,
        List.of(),
        null,
        new NativePart(
            schema,
            zeroThreshold,
            zeroCount,
            null,
            List.of(),
            List.of(),
            List.of(),
            spans,
            List.of(deltas),
            List.of(),
            List.of()));
  }

  private static Histogram floats(double count) {
    return new Histogram(
        Labels.EMPTY,
        null,
        2.5,
        1.0,
        List.of(),
        null,
        new NativePart(
            0,
            0.0,
            null,
            0.5,
            List.of(),
            List.of(),
            List.of(),
            spans(1, 1),
            List.of(),
            List.of(count),
            List.of()));
  }

  private static Histogram withBuckets(Histogram histogram, Bucket... buckets) {
    return new Histogram(
        histogram.labels(),
        histogram.sampleCount(),
        null,
        histogram.sampleSum(),
        List.of(buckets),
        null,
        histogram.nativePart());
  }

  private static Histogram withExemplars(List<Exemplar> exemplars) {
    NativePart part = part(whole(0, 0, 0, spans(1, 1), 3L));
    return new Histogram(
        Labels.EMPTY,
        3L,
        null,
        1.0,
        List.of(),
        null,
        new NativePart(
            part.schema(),
            part.zeroThreshold(),
            part.zeroCount(),
            null,
            List.of(),
            List.of(),
            List.of(),
            part.positiveSpans(),
            part.positiveDeltas(),
            List.of(),
            exemplars));
  }

  private static List<Exemplar> exemplars(int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(i -> new Exemplar(Labels.EMPTY, i, new Timestamp(i, 0)))
        .toList();
  }

  private static Long[] ones(int count) {
    var deltas = new ArrayList<Long>();
    for (int i = 0; i < count; i++) {
      deltas.add(i == 0 ? 1L : 0L);
    }
    return deltas.toArray(Long[]::new);
  }

  private static NativePart part(Histogram histogram) {
    @Nullable NativePart part = histogram.nativePart();
    if (part == null) {
      throw new IllegalStateException("not native: " + histogram);
    }
    return part;
  }

  private static List<BucketSpan> spans(int offset, int length) {
    return List.of(new BucketSpan(offset, length));
  }

  private static Bucket bucket(long count, double bound) {
    return new Bucket(count, null, bound, null);
  }
}
