package io.sluice.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.merge.TextFamilies.Group;
import io.sluice.model.MetricType;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The modes that a client sets by label.
final class ModeLabelTest {
  private static final MergeOptions CLEARMODE =
      new MergeOptions(GaugeMode.LAST, BucketMode.COMMON, "clearmode", false);

  private static final long START = 1_700_000_000_000_000_000L;

  @ParameterizedTest
  @CsvSource({
    "aggregate,13,13",
    "sum,13,13",
    "replace,2,2",
    "family,2,2",
    "info,2,2",
    "min,2,2",
    "max,7,7",
    "mean5m,4.333333333333333,4.333333333333333",
    "sum5m,13,13",
    "mean1h,4.333333333333333,4.333333333333333",
    "sum30s,13,13",
    "max5m,13,2",
    "mean,13,2",
    "mean0m,13,2",
    "sum5d,13,2",
    "sum-5m,13,2",
    "sum9999999999s,13,2",
    "sum999999999h,13,2",
    "nope,13,2",
    "'',13,2",
  })
  void merge_eachMode_onCounterAndGauge(String mode, String counter, String gauge)
      throws MergeException {
    for (String type : new String[] {"counter", "gauge"}) {
      Group group = new Group(CLEARMODE);
      for (int value : new int[] {4, 7, 2}) {
        group.push("# TYPE m %s\nm{clearmode=\"%s\"} %d\n".formatted(type, mode, value), START);
      }

      assertThat(group.samples())
          .isEqualTo("m " + (type.equals("counter") ? counter : gauge) + "\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"min", "max", "mean5m", "sum5m"})
  void parse_modesForNumbersOnHistograms_haveNoMeaning(String mode) {
    assertThat(SeriesMode.parse(mode, MetricType.HISTOGRAM)).isNull();
    assertThat(SeriesMode.parse(mode, MetricType.SUMMARY)).isNull();
  }

  @Test
  void merge_histogramReplaced_isThePushedOne() throws MergeException {
    Group group =
        new Group(CLEARMODE)
            .push("# TYPE h histogram\nh_sum 1\nh_count 1\n")
            .push(
                "# TYPE h histogram\nh_sum{clearmode=\"replace\"} 5\nh_count{clearmode=\"replace\"} 7\n");

    assertThat(group.samples()).isEqualTo("h_bucket{le=\"+Inf\"} 7\nh_sum 5\nh_count 7\n");
  }

  @Test
  void merge_otherModeThanBefore_goesOnFromWhatIsShown() throws MergeException {
    Group group =
        new Group(CLEARMODE)
            .push("# TYPE g gauge\ng{clearmode=\"sum\"} 1\n")
            .push("# TYPE g gauge\ng{clearmode=\"replace\"} 5\n")
            .push("# TYPE g gauge\ng{clearmode=\"sum\"} 2\n");

    assertThat(group.samples()).isEqualTo("g 7\n");
  }

  @Test
  void merge_oneSeriesOfFamilyMode_replacesTheFamily() throws MergeException {
    Group group =
        new Group(CLEARMODE)
            .push("# TYPE c counter\nc{v=\"1\"} 1\nc{v=\"2\"} 1\n")
            .push("# TYPE c counter\nc{v=\"3\"} 3\nc{v=\"1\",clearmode=\"family\"} 5\n");

    assertThat(group.samples()).isEqualTo("c{v=\"3\"} 3\nc{v=\"1\"} 5\n");
  }

  @Test
  void merge_infoFamilyWithOtherMode_isNotReplaced() throws MergeException {
    Group group =
        new Group(CLEARMODE)
            .push("# TYPE x_info gauge\nx_info{v=\"1\"} 1\n")
            .push("# TYPE x_info gauge\nx_info{v=\"2\",clearmode=\"replace\"} 1\n");

    assertThat(group.samples()).isEqualTo("x_info{v=\"1\"} 1\nx_info{v=\"2\"} 1\n");
  }

  @Test
  void merge_seriesEqualWithoutTheLabel_mergeInOrder() throws MergeException {
    Group group =
        new Group(CLEARMODE)
            .push("# TYPE g gauge\ng{clearmode=\"sum\"} 1\ng{clearmode=\"max\"} 5\ng 3\n")
            .push("# TYPE g gauge\ng{clearmode=\"sum\"} 1\ng{clearmode=\"sum\"} 1\n");

    assertThat(group.samples()).isEqualTo("g 5\n");
  }

  @Test
  void merge_labelNotConfigured_isALabel() throws MergeException {
    Group group = new Group(MergeOptions.USUAL).push("# TYPE g gauge\ng{clearmode=\"sum\"} 1\n");

    assertThat(group.samples()).isEqualTo("g{clearmode=\"sum\"} 1\n");
  }

  @Test
  void merge_windows_forgetWhatIsOlder() throws MergeException {
    for (String mode : new String[] {"sum5m", "mean5m"}) {
      Group group = new Group(CLEARMODE);
      pushAt(group, mode, Duration.ZERO, 100);
      pushAt(group, mode, Duration.ofMinutes(2), 10);
      pushAt(group, mode, Duration.ofMinutes(4), 20);
      assertThat(group.samples())
          .isEqualTo(mode.equals("sum5m") ? "g 130\n" : "g 43.333333333333336\n");

      pushAt(group, mode, Duration.ofMinutes(6), 30);
      assertThat(group.samples()).isEqualTo(mode.equals("sum5m") ? "g 60\n" : "g 20\n");

      pushAt(group, mode, Duration.ofHours(1), 7);
      assertThat(group.samples()).isEqualTo("g 7\n");
    }
  }

  /// A window has sixty slots, independent of the number of pushes.
  @Test
  void merge_windowPushedOften_staysSmall() throws MergeException {
    Group group = new Group(CLEARMODE);
    for (int second = 0; second < 3_600; second++) {
      pushAt(group, "sum5m", Duration.ofSeconds(second), 1);
    }

    assertThat(group.samples()).isEqualTo("g 300\n");
    assertThat(group.state()).hasSizeLessThan(60 * 16);
  }

  @Test
  void merge_clockGoesBack_countsInTheNewestSlot() throws MergeException {
    Group group = new Group(CLEARMODE);
    pushAt(group, "sum5m", Duration.ofHours(2), 1);
    pushAt(group, "sum5m", Duration.ZERO, 2);
    assertThat(group.samples()).isEqualTo("g 3\n");

    pushAt(group, "sum5m", Duration.ofHours(2), 4);
    assertThat(group.samples()).isEqualTo("g 7\n");
  }

  @Test
  void merge_otherWindow_startsAnew() throws MergeException {
    Group group = new Group(CLEARMODE);
    pushAt(group, "sum5m", Duration.ZERO, 1);
    pushAt(group, "mean5m", Duration.ZERO, 3);
    assertThat(group.samples()).isEqualTo("g 2\n");

    pushAt(group, "mean1h", Duration.ZERO, 5);
    assertThat(group.samples()).isEqualTo("g 5\n");
  }

  @Test
  void merge_windowOfNoNumbers_isNaN() throws MergeException {
    Group group = new Group(CLEARMODE);

    assertThat(group.push("# TYPE g gauge\ng{clearmode=\"mean5m\"} NaN\n", START).samples())
        .isEqualTo("g NaN\n");
    pushAt(group, "mean5m", Duration.ZERO, 3);
    assertThat(group.samples()).isEqualTo("g 3\n");
  }

  private static void pushAt(Group group, String mode, Duration after, int value)
      throws MergeException {
    group.push(
        "# TYPE g gauge\ng{clearmode=\"%s\"} %d\n".formatted(mode, value), START + after.toNanos());
  }
}
