package io.sluice.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.merge.TextFamilies.Group;
import io.sluice.model.Labels;
import io.sluice.model.Metric.Bucket;
import io.sluice.model.Metric.Exemplar;
import io.sluice.model.Metric.Histogram;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class HistogramMergeTest {
  private static final String ONE_AND_FIVE =
      """
      # TYPE h histogram
      h_bucket{le="1"} 1
      h_bucket{le="5"} 2
      h_bucket{le="+Inf"} 3
      h_sum 9
      h_count 3
      """;

  private static final String ONE_TWO_FIVE =
      """
      # TYPE h histogram
      h_bucket{le="1"} 1
      h_bucket{le="2"} 2
      h_bucket{le="5"} 3
      h_bucket{le="+Inf"} 4
      h_sum 7
      h_count 4
      """;

  @ParameterizedTest
  @EnumSource
  void merge_sameBounds_addsEach(BucketMode mode) throws MergeException {
    assertThat(group(mode).push(ONE_AND_FIVE).push(ONE_AND_FIVE).samples())
        .isEqualTo(
            """
            h_bucket{le="1"} 2
            h_bucket{le="5"} 4
            h_bucket{le="+Inf"} 6
            h_sum 18
            h_count 6
            """);
  }

  @Test
  void merge_otherBoundsCommon_keepsThoseThatBothHave() throws MergeException {
    String expected =
        """
        h_bucket{le="1"} 2
        h_bucket{le="5"} 5
        h_bucket{le="+Inf"} 7
        h_sum 16
        h_count 7
        """;

    assertThat(group(BucketMode.COMMON).push(ONE_AND_FIVE).push(ONE_TWO_FIVE).samples())
        .isEqualTo(expected);
    assertThat(group(BucketMode.COMMON).push(ONE_TWO_FIVE).push(ONE_AND_FIVE).samples())
        .isEqualTo(expected);
  }

  @Test
  void merge_otherBoundsUnion_fillsWithTheNextLowerOnes() throws MergeException {
    String expected =
        """
        h_bucket{le="1"} 2
        h_bucket{le="2"} 3
        h_bucket{le="5"} 5
        h_bucket{le="+Inf"} 7
        h_sum 16
        h_count 7
        """;

    assertThat(group(BucketMode.UNION).push(ONE_AND_FIVE).push(ONE_TWO_FIVE).samples())
        .isEqualTo(expected);
    assertThat(group(BucketMode.UNION).push(ONE_TWO_FIVE).push(ONE_AND_FIVE).samples())
        .isEqualTo(expected);
  }

  @Test
  void merge_noInfiniteBucket_endsInTheCount() throws MergeException {
    String push = "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_sum 1\nh_count 2\n";

    assertThat(group(BucketMode.COMMON).push(push).push(push).samples())
        .isEqualTo("h_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 4\nh_sum 2\nh_count 4\n");
  }

  @Test
  void merge_noCount_isThatOfTheLastBucket() throws MergeException {
    String push = "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\n";

    assertThat(group(BucketMode.COMMON).push(push).push(push).samples())
        .isEqualTo("h_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 4\nh_sum 0\nh_count 4\n");
  }

  @Test
  void merge_bucketsNotInOrder_areSorted() throws MergeException {
    String push =
        """
        # TYPE h histogram
        h_bucket{le="+Inf"} 3
        h_bucket{le="5"} 2
        h_bucket{le="1"} 1
        h_sum 9
        h_count 3
        """;

    assertThat(group(BucketMode.COMMON).push(push).push(ONE_AND_FIVE).samples())
        .startsWith("h_bucket{le=\"1\"} 2\nh_bucket{le=\"5\"} 4\nh_bucket{le=\"+Inf\"} 6\n");
  }

  @Test
  void merge_bucketsGoDown_refuses() {
    assertRefused(
        "h_bucket{le=\"1\"} 2\nh_bucket{le=\"2\"} 1\nh_sum 1\nh_count 2\n",
        "bucket counts go down: le=2 count=1 before=2");
  }

  @Test
  void merge_bucketTwice_refuses() {
    assertRefused(
        "h_bucket{le=\"1\"} 1\nh_bucket{le=\"1.0\"} 1\nh_sum 1\nh_count 2\n",
        "a bucket occurs twice: le=1");
  }

  @Test
  void merge_infiniteBucketIsNotTheCount_refuses() {
    assertRefused(
        "h_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 2\n",
        "the last bucket differs from the count: le=+Inf bucket=1 count=2");
  }

  @Test
  void merge_bucketAboveTheCount_refuses() {
    assertRefused(
        "h_bucket{le=\"1\"} 3\nh_sum 1\nh_count 2\n",
        "the last bucket differs from the count: le=1 bucket=3 count=2");
  }

  @Test
  void merge_infiniteCount_refuses() {
    assertRefused("h_sum 1\nh_count +Inf\n", "not a count: count=Infinity");
  }

  @Test
  void merge_boundNaN_refuses() {
    var pushed = histogram(1L, new Bucket(1L, null, Double.NaN, null));

    assertThatThrownBy(() -> group(BucketMode.COMMON).push(pushed, 0))
        .hasMessage("cannot merge metric 'h': a bucket's bound is not a number labels={}");
  }

  /// A replacing push can leave such buckets behind.
  @Test
  void merge_heldBucketsGoDown_comeOutMonotonic() throws MergeException {
    MetricFamily stored =
        TextFamilies.family(
            "# TYPE h histogram\nh_bucket{le=\"1\"} 9\nh_bucket{le=\"5\"} 2\nh_sum 9\nh_count 3\n");

    MetricFamily merged =
        FamilyMerge.merge(
                stored, new byte[0], TextFamilies.family(ONE_AND_FIVE), MergeOptions.USUAL, 0)
            .family();

    assertThat(TextFamilies.samples(merged))
        .isEqualTo(
            """
            h_bucket{le="1"} 10
            h_bucket{le="5"} 11
            h_bucket{le="+Inf"} 12
            h_sum 18
            h_count 12
            """);
  }

  @Test
  void merge_floatCounts_addAsFloats() throws MergeException {
    String push =
        "# TYPE h histogram\nh_bucket{le=\"1\"} 0.5\nh_bucket{le=\"+Inf\"} 1.5\nh_sum 1\nh_count 1.5\n";

    assertThat(group(BucketMode.COMMON).push(push).push(push).samples())
        .isEqualTo("h_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 3\nh_sum 2\nh_count 3\n");
  }

  @Test
  void merge_floatsAndIntegers_areFloats() throws MergeException {
    String floats =
        "# TYPE h histogram\nh_bucket{le=\"1\"} 0.5\nh_bucket{le=\"+Inf\"} 1.5\nh_sum 1\nh_count 1.5\n";

    assertThat(group(BucketMode.COMMON).push(ONE_AND_FIVE).push(floats).samples())
        .isEqualTo("h_bucket{le=\"1\"} 1.5\nh_bucket{le=\"+Inf\"} 4.5\nh_sum 10\nh_count 4.5\n");
  }

  @Test
  void merge_countsBeyond53Bits_areExact() throws MergeException {
    long large = (1L << 60) + 1;
    Group group = group(BucketMode.COMMON);
    group.push(histogram(large, new Bucket(large, null, 1, null)), 0);
    group.push(histogram(1L, new Bucket(1L, null, 1, null)), 0);

    assertThat(((Histogram) group.family().metrics().getFirst()).sampleCount())
        .isEqualTo(large + 1);
  }

  @Test
  void merge_countsBeyond64Bits_refuses() throws MergeException {
    Group group = group(BucketMode.COMMON).push(histogram(-1L), 0);

    assertThatThrownBy(() -> group.push(histogram(1L), 0))
        .isInstanceOf(MergeException.class)
        .hasMessage("cannot merge metric 'h': a count takes more than 64 bits labels={}");
  }

  @Test
  void merge_exemplarsOfBuckets_newestOfEachStays() throws MergeException {
    var first = new Exemplar(Labels.of("n", "1"), 0.5, null);
    var second = new Exemplar(Labels.of("n", "2"), 0.6, null);
    Group group = group(BucketMode.COMMON);
    group.push(histogram(2L, bucket(1, 1, first), bucket(2, 2, first)), 0);
    group.push(histogram(2L, bucket(1, 1, second), bucket(2, 2, null)), 0);

    assertThat(((Histogram) group.family().metrics().getFirst()).buckets())
        .containsExactly(
            bucket(2, 1, second), bucket(4, 2, first), bucket(4, Double.POSITIVE_INFINITY, null));
  }

  @Test
  void merge_gaugeHistograms_add() throws MergeException {
    var pushed =
        new MetricFamily(
            "h",
            null,
            MetricType.GAUGE_HISTOGRAM,
            null,
            histogram(2L, bucket(1, 1, null)).metrics());
    Group group = group(BucketMode.COMMON).push(pushed, 0).push(pushed, 0);

    assertThat(group.samples())
        .isEqualTo("h_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 4\nh_sum 2\nh_count 4\n");
  }

  @Test
  void merge_everNewBounds_stopAtALimit() throws MergeException {
    Group group = group(BucketMode.UNION);
    int each = 5000;
    group.push(histogram(1L, bounds(0, each)), 0).push(histogram(1L, bounds(each, each)), 0);

    assertThatThrownBy(() -> group.push(histogram(1L, bounds(2 * each, each)), 0))
        .isInstanceOf(MergeException.class)
        .hasMessage("cannot merge metric 'h': too many bounds: limit=10001 labels={}");
  }

  private static Bucket[] bounds(int from, int count) {
    var buckets = new ArrayList<Bucket>();
    for (int i = from; i < from + count; i++) {
      buckets.add(bucket(1, i, null));
    }
    return buckets.toArray(Bucket[]::new);
  }

  private static void assertRefused(String samples, String problem) {
    assertThatThrownBy(() -> group(BucketMode.COMMON).push("# TYPE h histogram\n" + samples))
        .isInstanceOf(MergeException.class)
        .hasMessage("cannot merge metric 'h': " + problem + " labels={}");
  }

  private static Bucket bucket(long count, double bound, @Nullable Exemplar exemplar) {
    return new Bucket(count, null, bound, exemplar);
  }

  private static MetricFamily histogram(long count, Bucket... buckets) {
    return new MetricFamily(
        "h",
        null,
        MetricType.HISTOGRAM,
        null,
        List.of(new Histogram(Labels.EMPTY, count, null, 1.0, List.of(buckets), null, null)));
  }

  private static Group group(BucketMode mode) {
    return new Group(new MergeOptions(GaugeMode.LAST, mode, null, false));
  }
}
