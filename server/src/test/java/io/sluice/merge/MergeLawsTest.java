package io.sluice.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.format.NativeBuckets;
import io.sluice.format.NativeHistograms;
import io.sluice.merge.TextFamilies.Group;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.Metric.Bucket;
import io.sluice.model.Metric.Counter;
import io.sluice.model.Metric.Gauge;
import io.sluice.model.Metric.Histogram;
import io.sluice.model.Metric.Summary;
import io.sluice.model.Metric.Untyped;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Properties of all pushes, tested with random ones.
///
/// `-Dsluice.merge.cases=100000` makes it a long run, `-Dsluice.seed=1` repeats a run.
final class MergeLawsTest {
  private static final int CASES = Integer.getInteger("sluice.merge.cases", 1_000);
  private static final long SEED = Long.getLong("sluice.seed", System.nanoTime());

  private static final List<Double> BOUNDS = List.of(0.01, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 100.0);

  private final Random random = new Random(SEED);

  @AfterAll
  static void tellHowMany() {
    System.out.printf("laws of merging: %d cases each, seed %d%n", CASES, SEED);
  }

  @ParameterizedTest
  @EnumSource
  void merge_wholeNumbers_orderDoesNotMatter(MetricType type) throws MergeException {
    for (int i = 0; i < CASES; i++) {
      MergeOptions options = adding(i % 2 == 0 ? BucketMode.COMMON : BucketMode.UNION);
      List<MetricFamily> pushes = pushes(type);
      Map<Labels, Metric> first = all(options, pushes);
      Collections.shuffle(pushes, random);

      assertThat(all(options, pushes)).as(which(i)).isEqualTo(first);
    }
  }

  @ParameterizedTest
  @EnumSource
  void merge_wholeNumbers_isAssociative(MetricType type) throws MergeException {
    for (int i = 0; i < CASES; i++) {
      MergeOptions options = adding(i % 2 == 0 ? BucketMode.COMMON : BucketMode.UNION);
      MetricFamily a = push(type);
      MetricFamily b = push(type);
      MetricFamily c = push(type);

      assertThat(bySeries(merge(merge(a, b, options), c, options)))
          .as(which(i))
          .isEqualTo(bySeries(merge(a, merge(b, c, options), options)));
    }
  }

  /// Whole numbers of up to 2^60, so that sums far exceed the precision of a double.
  @Test
  void merge_wholeNumbersOfAnySize_showsTheDoubleNearestToTheSum() throws MergeException {
    for (int i = 0; i < CASES; i++) {
      Group group = new Group(MergeOptions.USUAL);
      var exact = BigInteger.ZERO;
      for (int push = random.nextInt(1, 40); push > 0; push--) {
        double value = random.nextLong(1L << random.nextInt(1, 61));
        exact = exact.add(new BigDecimal(value).toBigInteger());
        group.push(family(MetricType.COUNTER, List.of(counter(Labels.EMPTY, value))), 0);
      }

      assertThat(number(group)).as(which(i)).isEqualTo(exact.doubleValue());
    }
  }

  /// One rounding per push, each by at most half a unit of the largest partial sum.
  @ParameterizedTest
  @EnumSource(names = {"SUM", "AVG"})
  void merge_fractions_nearToTheExactSumInAnyOrder(GaugeMode mode) throws MergeException {
    var options = new MergeOptions(mode, BucketMode.COMMON, null, false);
    for (int i = 0; i < CASES; i++) {
      Group group = new Group(options);
      var exact = BigDecimal.ZERO;
      double magnitude = 0;
      int pushes = random.nextInt(1, 40);
      for (int push = 0; push < pushes; push++) {
        double value = random.nextGaussian() * Math.pow(10, random.nextInt(-5, 6));
        exact = exact.add(new BigDecimal(value));
        magnitude += Math.abs(value);
        group.push(family(MetricType.GAUGE, List.<Metric>of(new Gauge(Labels.EMPTY, value))), 0);
      }
      double expected = exact.doubleValue() / (mode == GaugeMode.AVG ? pushes : 1);

      assertThat(number(group))
          .as(which(i))
          .isCloseTo(expected, within((pushes + 2) * Math.ulp(magnitude)));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MIN", "MAX"})
  void merge_extremes_areThoseOfAll(GaugeMode mode) throws MergeException {
    var options = new MergeOptions(mode, BucketMode.COMMON, null, false);
    for (int i = 0; i < CASES; i++) {
      Group group = new Group(options);
      var values = new TreeSet<Double>();
      for (int push = random.nextInt(1, 10); push > 0; push--) {
        double value = random.nextGaussian();
        values.add(value);
        group.push(family(MetricType.GAUGE, List.<Metric>of(new Gauge(Labels.EMPTY, value))), 0);
      }

      assertThat(number(group))
          .as(which(i))
          .isEqualTo(mode == GaugeMode.MIN ? values.getFirst() : values.getLast());
    }
  }

  /// With common bounds, the result is as if one client had observed everything.
  @Test
  void merge_commonBounds_equalsOnePushOfAll() throws MergeException {
    for (int i = 0; i < CASES; i++) {
      Group group = new Group(adding(BucketMode.COMMON));
      Observations all = nothing();
      SortedSet<Double> common = new TreeSet<>(BOUNDS);
      for (int push = random.nextInt(2, 6); push > 0; push--) {
        Observations some = observations();
        SortedSet<Double> bounds = bounds();
        addAll(all, some);
        common.retainAll(bounds);
        group.push(histogram(some.classic(bounds)), 0);
      }

      assertThat(group.family()).as(which(i)).isEqualTo(histogram(all.classic(common)));
    }
  }

  @Test
  void merge_allBounds_isExactAtCommonOnesAndNeverTooHigh() throws MergeException {
    for (int i = 0; i < CASES; i++) {
      Group group = new Group(adding(BucketMode.UNION));
      Observations all = nothing();
      SortedSet<Double> union = new TreeSet<>();
      SortedSet<Double> common = new TreeSet<>(BOUNDS);
      for (int push = random.nextInt(2, 6); push > 0; push--) {
        Observations some = observations();
        SortedSet<Double> bounds = bounds();
        addAll(all, some);
        union.addAll(bounds);
        common.retainAll(bounds);
        group.push(histogram(some.classic(bounds)), 0);
      }
      List<Bucket> buckets = onlyHistogram(group).buckets();

      assertThat(buckets.stream().map(Bucket::upperBound).toList())
          .as(which(i))
          .startsWith(union.toArray(Double[]::new))
          .hasSize(union.size() + 1);
      assertRises(buckets, all.count(), which(i));
      for (Bucket bucket : buckets) {
        long observed = all.upTo(bucket.upperBound());
        assertThat(count(bucket)).as(which(i)).isLessThanOrEqualTo(observed);
        if (common.contains(bucket.upperBound())) {
          assertThat(count(bucket)).as(which(i)).isEqualTo(observed);
        }
      }
    }
  }

  /// With any schemas and zero thresholds, the result is as if one client had observed everything
  /// with the coarsest schema and the widest zero bucket, which ends at a bound unless all end at
  /// the same place.
  @Test
  void merge_nativeHistograms_equalsOnePushOfAll() throws MergeException {
    for (int i = 0; i < CASES; i++) {
      Group group = new Group(MergeOptions.USUAL);
      Observations all = nothing();
      int coarsest = 8;
      int widest = Integer.MIN_VALUE;
      boolean isSame = true;
      int usual = random.nextInt(-3_000, 500);
      boolean isUsual = random.nextInt(4) == 0;
      for (int push = random.nextInt(2, 6); push > 0; push--) {
        Observations some = observations();
        int schema = random.nextInt(-4, 9);
        int threshold = isUsual ? usual : random.nextInt(-3_000, 500);
        isSame &= widest == Integer.MIN_VALUE || widest == threshold;
        addAll(all, some);
        coarsest = Math.min(coarsest, schema);
        widest = Math.max(widest, threshold);
        group.push(histogram(some.nativeOne(schema, threshold)), 0);
      }
      double zeroThreshold = NativeBuckets.bound(Observations.index(widest, coarsest), coarsest);

      assertThat(group.family())
          .as(which(i))
          .isEqualTo(
              histogram(
                  isSame
                      ? all.nativeOne(coarsest, widest)
                      : all.nativeSum(coarsest, zeroThreshold, widest)));
      assertThat(NativeHistograms.check(onlyHistogram(group))).as(which(i)).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void merge_withAnEmptyFamily_isTheOther(MetricType type) throws MergeException {
    for (int i = 0; i < CASES; i++) {
      MetricFamily pushed = push(type);
      MetricFamily empty = family(type, List.of());

      assertThat(merge(pushed, empty, MergeOptions.USUAL)).as(which(i)).isEqualTo(pushed);
      assertThat(merge(empty, pushed, MergeOptions.USUAL)).as(which(i)).isEqualTo(pushed);
    }
  }

  /// One bad series among good ones: the whole push is refused.
  @Test
  void merge_refused_changesNothing() throws MergeException {
    for (int i = 0; i < CASES; i++) {
      Group group = new Group(new MergeOptions(GaugeMode.AVG, BucketMode.UNION, null, true));
      for (MetricFamily push : pushes(MetricType.COUNTER)) {
        group.push(push, i);
      }
      MetricFamily before = group.family();
      byte[] state = group.state().clone();
      var bad = new ArrayList<Metric>(push(MetricType.COUNTER).metrics());
      bad.add(random.nextInt(bad.size() + 1), counter(Labels.of("bad", "1"), -1));

      assertThatThrownBy(() -> group.push(family(MetricType.COUNTER, bad), 99))
          .isInstanceOf(MergeException.class);
      assertThat(group.family()).as(which(i)).isEqualTo(before);
      assertThat(group.state()).as(which(i)).isEqualTo(state);
    }
  }

  @ParameterizedTest
  @EnumSource
  void merge_whateverTheBounds_bucketsRiseAndEndInTheCount(BucketMode mode) throws MergeException {
    for (int i = 0; i < CASES; i++) {
      Group group = new Group(adding(mode));
      for (MetricFamily push : pushes(MetricType.HISTOGRAM)) {
        group.push(push, 0);
        for (Metric metric : group.family().metrics()) {
          if (metric instanceof Histogram histogram && histogram.nativePart() == null) {
            long count = histogram.sampleCount() == null ? -1 : histogram.sampleCount();
            assertRises(histogram.buckets(), count, which(i));
          }
        }
      }
    }
  }

  private static void assertRises(List<Bucket> buckets, long total, String which) {
    long before = 0;
    for (Bucket bucket : buckets) {
      assertThat(count(bucket)).as(which).isGreaterThanOrEqualTo(before);
      before = count(bucket);
    }
    assertThat(buckets.getLast().upperBound()).as(which).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(before).as(which).isEqualTo(total);
  }

  private List<MetricFamily> pushes(MetricType type) {
    var pushes = new ArrayList<MetricFamily>();
    for (int i = random.nextInt(2, 6); i > 0; i--) {
      pushes.add(push(type));
    }
    return pushes;
  }

  /// A family with up to three of four series, each a sum of whole numbers.
  private MetricFamily push(MetricType type) {
    var metrics = new ArrayList<Metric>();
    for (String name : List.of("a", "b", "c", "d")) {
      if (random.nextInt(4) > 0) {
        metrics.add(metric(type, Labels.of("series", name)));
      }
    }
    Collections.shuffle(metrics, random);
    return family(type, metrics);
  }

  private Metric metric(MetricType type, Labels labels) {
    return switch (type) {
      case COUNTER -> counter(labels, random.nextInt(1_000));
      case GAUGE -> new Gauge(labels, random.nextInt(-1_000, 1_000));
      case UNTYPED -> new Untyped(labels, random.nextInt(-1_000, 1_000));
      case SUMMARY ->
          new Summary(
              labels, random.nextLong(1L << 40), (double) random.nextInt(1_000), List.of(), null);
      case HISTOGRAM, GAUGE_HISTOGRAM -> anyHistogram().withLabels(labels);
    };
  }

  /// Each series has one kind of buckets, because the choice between two kinds without a common one
  /// is not a question of order.
  private Histogram anyHistogram() {
    return random.nextInt(3) == 0
        ? observations().nativeOne(random.nextInt(-4, 9), random.nextInt(-3_000, 500))
        : observations().classic(bounds());
  }

  private Observations observations() {
    return new Observations(numbers(), numbers());
  }

  private static Observations nothing() {
    return new Observations(new ArrayList<>(), new ArrayList<>());
  }

  private static void addAll(Observations to, Observations some) {
    to.positive().addAll(some.positive());
    to.negative().addAll(some.negative());
  }

  private List<Integer> numbers() {
    var numbers = new ArrayList<Integer>();
    for (int i = random.nextInt(12); i > 0; i--) {
      numbers.add(random.nextInt(-3_000, 3_000));
    }
    return numbers;
  }

  private SortedSet<Double> bounds() {
    return BOUNDS.stream()
        .filter(_ -> random.nextInt(3) > 0)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static MergeOptions adding(BucketMode buckets) {
    return new MergeOptions(GaugeMode.SUM, buckets, null, false);
  }

  private static Map<Labels, Metric> all(MergeOptions options, List<MetricFamily> pushes)
      throws MergeException {
    Group group = new Group(options);
    for (MetricFamily push : pushes) {
      group.push(push, 0);
    }
    return bySeries(group.family());
  }

  private static Map<Labels, Metric> bySeries(MetricFamily family) {
    return family.metrics().stream().collect(Collectors.toMap(Metric::labels, Function.identity()));
  }

  private static MetricFamily merge(MetricFamily stored, MetricFamily pushed, MergeOptions options)
      throws MergeException {
    return FamilyMerge.merge(stored, new byte[0], pushed, options, 0).family();
  }

  private static MetricFamily histogram(Histogram histogram) {
    return family(MetricType.HISTOGRAM, List.<Metric>of(histogram));
  }

  private static MetricFamily family(MetricType type, List<Metric> metrics) {
    return new MetricFamily("m", null, type, null, metrics);
  }

  private static Metric counter(Labels labels, double value) {
    return new Counter(labels, value, null, null);
  }

  private static Histogram onlyHistogram(Group group) {
    return (Histogram) group.family().metrics().getFirst();
  }

  private static long count(Bucket bucket) {
    return bucket.cumulativeCount() == null ? -1 : bucket.cumulativeCount();
  }

  private static double number(Group group) {
    return switch (group.family().metrics().getFirst()) {
      case Counter counter -> counter.value();
      case Gauge gauge -> gauge.value();
      case Metric other -> throw new IllegalStateException("no number: " + other);
    };
  }

  private static String which(int i) {
    return "seed=%d case=%d".formatted(SEED, i);
  }
}
