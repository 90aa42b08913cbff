package io.sluice.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.merge.TextFamilies.Group;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.Metric.Counter;
import io.sluice.model.Metric.Exemplar;
import io.sluice.model.Metric.Timestamp;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The table in docs/aggregation.md, line by line.
final class FamilyMergeTest {
  private static final double TWO_TO_53 = 0x1p53;

  @Test
  void merge_counters_addsSeriesBySeriesAndKeepsTheOrder() throws MergeException {
    Group group =
        usual()
            .push("# TYPE c counter\nc{a=\"2\"} 1\nc{a=\"1\"} 2\n")
            .push("# TYPE c counter\nc{a=\"0\"} 8\nc{a=\"1\"} 0.5\n");

    assertThat(group.samples()).isEqualTo("c{a=\"2\"} 1\nc{a=\"1\"} 2.5\nc{a=\"0\"} 8\n");
    assertThat(group.state()).isEmpty();
  }

  @Test
  void merge_untyped_addsAnyNumbers() throws MergeException {
    assertThat(usual().push("u 1\n").push("u -3\n").samples()).isEqualTo("u -2\n");
  }

  @ParameterizedTest
  @CsvSource({"LAST,2", "SUM,13", "MIN,2", "MAX,7", "AVG,4.333333333333333"})
  void merge_gauges_asConfigured(GaugeMode mode, String expected) throws MergeException {
    Group group = new Group(gauges(mode));
    for (int value : new int[] {4, 7, 2}) {
      group.push("# TYPE g gauge\ng " + value + "\n");
    }

    assertThat(group.samples()).isEqualTo("g " + expected + "\n");
  }

  @ParameterizedTest
  @CsvSource({"LAST,NaN", "SUM,11", "MIN,4", "MAX,7", "AVG,5.5"})
  void merge_gaugeThatIsNaN_isNoValue(GaugeMode mode, String expected) throws MergeException {
    Group group = new Group(gauges(mode));
    for (String value : List.of("NaN", "4", "7", "NaN")) {
      group.push("# TYPE g gauge\ng " + value + "\n");
    }

    assertThat(group.samples()).isEqualTo("g " + expected + "\n");
  }

  @ParameterizedTest
  @CsvSource({"MIN,-Inf", "MAX,+Inf", "LAST,+Inf"})
  void merge_infiniteGaugeNotAdded_counts(GaugeMode mode, String value) throws MergeException {
    Group group = new Group(gauges(mode)).push("# TYPE g gauge\ng 1\n");

    assertThat(group.push("# TYPE g gauge\ng " + value + "\n").samples())
        .isEqualTo("g " + value + "\n");
  }

  @ParameterizedTest
  @CsvSource({"SUM,+Inf", "AVG,-Inf"})
  void merge_infiniteGaugeToAdd_refuses(GaugeMode mode, String value) {
    assertRefused(
        new Group(gauges(mode)),
        "# TYPE g gauge\ng{a=\"b\"} " + value + "\n",
        "cannot merge metric 'g': not a number to add: value=%s labels={a=\"b\"}".formatted(value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "+Inf", "-Inf"})
  void merge_counterThatIsNoNumber_refusesAtOnceAndLater(String value) throws MergeException {
    String push = "# TYPE c counter\nc " + value + "\n";
    String message = "cannot merge metric 'c': not a number to add: value=%s labels={}";

    assertRefused(usual(), push, message.formatted(value));
    assertRefused(usual().push("# TYPE c counter\nc 1\n"), push, message.formatted(value));
  }

  @Test
  void merge_negativeCounter_refuses() throws MergeException {
    assertRefused(
        usual().push("# TYPE c counter\nc 5\n"),
        "# TYPE c counter\nc -2\n",
        "cannot merge metric 'c': a counter cannot go down: value=-2 labels={}");
  }

  @Test
  void merge_untypedThatIsNoNumber_refuses() {
    assertRefused(
        usual(), "u NaN\n", "cannot merge metric 'u': not a number to add: value=NaN labels={}");
  }

  @Test
  void merge_sumBeyondAllDoubles_refuses() throws MergeException {
    assertRefused(
        usual().push("# TYPE c counter\nc 1.7e308\n"),
        "# TYPE c counter\nc 1.7e308\n",
        "cannot merge metric 'c': the sum is too large labels={}");
  }

  /// A NaN from a replacing push is ignored, because no push could ever repair it.
  @Test
  void merge_heldCounterIsNaN_startsAnew() throws MergeException {
    assertThat(merged("# TYPE c counter\nc NaN\n", "# TYPE c counter\nc 2\n")).isEqualTo("c 2\n");
  }

  @Test
  void merge_counterBeyondTwoTo53_losesNothing() throws MergeException {
    Group group = usual().push(counter(TWO_TO_53), 0);
    assertThat(group.state()).isEmpty();
    for (int i = 0; i < 1001; i++) {
      group.push(counter(1), 0);
    }

    assertThat(value(group)).isEqualTo(TWO_TO_53 + 1000);
    assertThat(group.state()).isNotEmpty();
    assertThat(value(group.push(counter(1), 0))).isEqualTo(TWO_TO_53 + 1002);
    assertThat(group.state()).isEmpty();
  }

  @Test
  void merge_negativeZeros_areZero() throws MergeException {
    Group group = usual().push(counter(-0.0), 0).push(counter(-0.0), 0);

    assertThat(1 / value(group)).isPositive();
  }

  @Test
  void merge_otherType_refusesInTheWordsOfTheAggregationGateway() throws MergeException {
    assertRefused(
        usual().push("# TYPE c counter\nc 1\n"),
        "# TYPE c gauge\nc 2\n",
        "cannot merge metric 'c': type COUNTER != GAUGE");
  }

  @Test
  void merge_otherTypeOverNoSeries_takesIt() throws MergeException {
    var stored = new MetricFamily("c", null, MetricType.COUNTER, null, List.of());
    MetricFamily pushed = TextFamilies.family("# TYPE c gauge\nc 2\n");

    assertThat(FamilyMerge.merge(stored, new byte[0], pushed, MergeOptions.USUAL, 0).family())
        .isEqualTo(pushed);
  }

  @Test
  void merge_helpAndUnit_firstOnesStay() throws MergeException {
    Group group = usual();
    group.push(new MetricFamily("c", null, MetricType.COUNTER, null, series(1)), 0);
    group.push(new MetricFamily("c", "one", MetricType.COUNTER, "s", series(1)), 0);
    group.push(new MetricFamily("c", "two", MetricType.COUNTER, "m", series(1)), 0);

    assertThat(group.family().help()).isEqualTo("one");
    assertThat(group.family().unit()).isEqualTo("s");
  }

  @Test
  void merge_infoFamily_replacesAsAWhole() throws MergeException {
    Group group =
        usual()
            .push("# TYPE build_info gauge\nbuild_info{v=\"1\"} 1\nbuild_info{v=\"2\"} 1\n")
            .push("# TYPE build_info gauge\nbuild_info{v=\"3\"} 1\n");

    assertThat(group.samples()).isEqualTo("build_info{v=\"3\"} 1\n");
  }

  @Test
  void merge_infoNameWithOtherValue_isAGauge() throws MergeException {
    Group group =
        usual()
            .push("# TYPE disk_info gauge\ndisk_info{v=\"1\"} 1\n")
            .push("# TYPE disk_info gauge\ndisk_info{v=\"2\"} 2\n");

    assertThat(group.samples()).isEqualTo("disk_info{v=\"1\"} 1\ndisk_info{v=\"2\"} 2\n");
  }

  @Test
  void merge_summaries_addCountAndSumAndDropQuantiles() throws MergeException {
    Group group = usual().push("# TYPE s summary\ns{quantile=\"0.5\"} 1\ns_sum 10\ns_count 2\n");
    assertThat(group.samples()).isEqualTo("s{quantile=\"0.5\"} 1\ns_sum 10\ns_count 2\n");

    group.push("# TYPE s summary\ns{quantile=\"0.5\"} 3\ns_sum 5\ns_count 1\n");
    assertThat(group.samples()).isEqualTo("s_sum 15\ns_count 3\n");
  }

  @Test
  void merge_summaryCountsBeyond64Bits_refuses() throws MergeException {
    Group group = usual().push(summary(-2), 0).push(summary(1), 0);

    assertThatThrownBy(() -> group.push(summary(1), 0))
        .isInstanceOf(MergeException.class)
        .hasMessage("cannot merge metric 's': a count takes more than 64 bits labels={}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"summary", "histogram"})
  void merge_sumThatIsNoNumber_refuses(String type) {
    assertRefused(
        usual(),
        "# TYPE s %s\ns_sum NaN\ns_count 1\n".formatted(type),
        "cannot merge metric 's': not a number to add: sum=NaN labels={}");
  }

  @Test
  void merge_createdTimes_oldestStays() throws MergeException {
    Group group = usual();
    for (long created : new long[] {0, 20, 10, 30, 0}) {
      group.push(counter(1, null, created == 0 ? null : new Timestamp(created, 0)), 0);
    }

    assertThat(((Counter) group.family().metrics().getFirst()).created())
        .isEqualTo(new Timestamp(10, 0));
  }

  @Test
  void merge_exemplars_newestStaysElseThePushedOne() throws MergeException {
    Exemplar late = exemplar("late", new Timestamp(20, 0));
    Exemplar early = exemplar("early", new Timestamp(10, 5));
    Exemplar undated = exemplar("undated", null);
    Group group = usual();

    assertThat(exemplarAfter(group, late)).isEqualTo(late);
    assertThat(exemplarAfter(group, early)).isEqualTo(late);
    assertThat(exemplarAfter(group, null)).isEqualTo(late);
    assertThat(exemplarAfter(group, undated)).isEqualTo(undated);
    assertThat(exemplarAfter(group, early)).isEqualTo(early);
  }

  @Test
  void merge_emptyFamily_changesNothing() throws MergeException {
    MetricFamily stored = TextFamilies.family("# TYPE c counter\nc 1\n");
    byte[] state = {};
    var empty = new MetricFamily("c", "other", MetricType.GAUGE, null, List.of());

    FamilyMerge.Merged merged = FamilyMerge.merge(stored, state, empty, MergeOptions.USUAL, 0);

    assertThat(merged.family()).isSameAs(stored);
    assertThat(merged.state()).isSameAs(state);
  }

  @Test
  void merge_intoNothing_isThePush() throws MergeException {
    MetricFamily pushed = TextFamilies.family("# HELP h x\n# TYPE h histogram\nh_count 1\n");

    FamilyMerge.Merged merged = FamilyMerge.merge(null, new byte[0], pushed, MergeOptions.USUAL, 0);

    assertThat(merged.family()).isEqualTo(pushed);
    assertThat(merged.state()).isEmpty();
  }

  @Test
  void merge_valueless_refuses() {
    var pushed =
        new MetricFamily(
            "c", null, MetricType.COUNTER, null, List.of(new Metric.Valueless(Labels.EMPTY)));

    assertThatThrownBy(() -> usual().push(pushed, 0))
        .isInstanceOf(MergeException.class)
        .hasMessage("cannot merge metric 'c': a series has no value labels={}");
  }

  @Test
  void merge_stateOfAnotherFamily_throws() throws MergeException {
    var tracking = new MergeOptions(GaugeMode.LAST, BucketMode.COMMON, null, true);
    byte[] ofTwo =
        new Group(tracking).push("# TYPE c counter\nc{a=\"1\"} 1\nc{a=\"2\"} 1\n").state();
    MetricFamily one = TextFamilies.family("# TYPE c counter\nc 1\n");

    assertThatThrownBy(() -> FamilyMerge.merge(one, ofTwo, one, tracking, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String merged(String stored, String pushed) throws MergeException {
    return TextFamilies.samples(
        FamilyMerge.merge(
                TextFamilies.family(stored),
                new byte[0],
                TextFamilies.family(pushed),
                MergeOptions.USUAL,
                0)
            .family());
  }

  /// Checks that the push is refused with this message and nothing has changed.
  private static void assertRefused(Group group, String push, String message) {
    String before = group.isEmpty() ? "" : group.samples();

    assertThatThrownBy(() -> group.push(push))
        .isInstanceOf(MergeException.class)
        .hasMessage(message);
    assertThat(group.isEmpty() ? "" : group.samples()).isEqualTo(before);
  }

  private static @Nullable Exemplar exemplarAfter(Group group, @Nullable Exemplar pushed)
      throws MergeException {
    group.push(counter(1, pushed, null), 0);
    return ((Counter) group.family().metrics().getFirst()).exemplar();
  }

  private static Exemplar exemplar(String trace, @Nullable Timestamp timestamp) {
    return new Exemplar(Labels.of("trace", trace), 1, timestamp);
  }

  private static MetricFamily counter(double value) {
    return counter(value, null, null);
  }

  private static MetricFamily counter(
      double value, @Nullable Exemplar exemplar, @Nullable Timestamp created) {
    return new MetricFamily(
        "c",
        null,
        MetricType.COUNTER,
        null,
        List.of(new Counter(Labels.EMPTY, value, exemplar, created)));
  }

  private static MetricFamily summary(long count) {
    return new MetricFamily(
        "s",
        null,
        MetricType.SUMMARY,
        null,
        List.of(new Metric.Summary(Labels.EMPTY, count, 1.0, List.of(), null)));
  }

  private static List<Metric> series(double value) {
    return List.of(new Counter(Labels.EMPTY, value, null, null));
  }

  private static double value(Group group) {
    return ((Counter) group.family().metrics().getFirst()).value();
  }

  private static Group usual() {
    return new Group(MergeOptions.USUAL);
  }

  private static MergeOptions gauges(GaugeMode mode) {
    return new MergeOptions(mode, BucketMode.COMMON, null, false);
  }
}
