package io.sluice.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.merge.TextFamilies.Group;
import io.sluice.model.MetricFamily;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class ExpireTest {
  private static final MergeOptions TRACKING =
      new MergeOptions(GaugeMode.AVG, BucketMode.COMMON, null, true);

  @Test
  void expire_seriesNotPushedSince_goes() throws MergeException {
    Group group = new Group(TRACKING);
    group.push("# TYPE c counter\nc{a=\"1\"} 1\nc{a=\"2\"} 1\nc{a=\"3\"} 1\n", 10);
    group.push("# TYPE c counter\nc{a=\"2\"} 1\n", 20);

    group.expire(11);
    assertThat(group.samples()).isEqualTo("c{a=\"2\"} 2\n");

    group.push("# TYPE c counter\nc{a=\"1\"} 5\n", 30);
    assertThat(group.samples()).isEqualTo("c{a=\"2\"} 2\nc{a=\"1\"} 5\n");

    group.expire(21);
    assertThat(group.samples()).isEqualTo("c{a=\"1\"} 5\n");
  }

  @Test
  void expire_seriesPushedBeforeAnotherTime_areSpared() throws MergeException {
    Group group = new Group(TRACKING);
    group.push("# TYPE c counter\nc{a=\"1\"} 1\nc{a=\"2\"} 1\nc{a=\"3\"} 1\n", 10);
    group.push("# TYPE c counter\nc{a=\"2\"} 1\n", 20);
    group.push("# TYPE c counter\nc{a=\"3\"} 1\n", 30);
    assertThat(FamilyMerge.oldestSeenNanos(group.state(), 10)).isEqualTo(10);
    assertThat(FamilyMerge.oldestSeenNanos(group.state(), 11)).isEqualTo(20);

    group.expire(11, 30);
    assertThat(group.samples()).isEqualTo("c{a=\"1\"} 1\nc{a=\"3\"} 2\n");
  }

  @Test
  void expire_all_isNull() throws MergeException {
    Group group = new Group(TRACKING).push("# TYPE c counter\nc 1\n", 10);

    group.expire(11);

    assertThat(group.isEmpty()).isTrue();
  }

  @Test
  void expire_nothing_isTheSame() throws MergeException {
    Group group = new Group(TRACKING).push("# TYPE c counter\nc 1\n", 10);
    MetricFamily stored = group.family();
    byte[] state = group.state();

    FamilyMerge.Merged merged =
        Objects.requireNonNull(FamilyMerge.expire(stored, state, Long.MIN_VALUE, 10));

    assertThat(merged.family()).isSameAs(stored);
    assertThat(merged.state()).isSameAs(state);
  }

  @Test
  void expire_notTracked_isTheSame() throws MergeException {
    Group group = new Group(MergeOptions.USUAL).push("# TYPE c counter\nc 1\n", 10);

    group.expire(Long.MAX_VALUE);

    assertThat(group.samples()).isEqualTo("c 1\n");
  }

  @Test
  void expire_keepsWhatIsRememberedOfTheOthers() throws MergeException {
    Group group = new Group(TRACKING);
    group.push("# TYPE g gauge\ng{a=\"1\"} 1\ng{a=\"2\"} 2\n", 10);
    group.push("# TYPE g gauge\ng{a=\"2\"} 4\n", 20);
    group.expire(11);

    assertThat(group.push("# TYPE g gauge\ng{a=\"2\"} 6\n", 30).samples())
        .isEqualTo("g{a=\"2\"} 4\n");
  }

  /// When tracking is enabled, the lifetime of existing series restarts.
  @Test
  void expire_seriesFromBeforeTracking_countFromTheNextPush() throws MergeException {
    MetricFamily stored = TextFamilies.family("# TYPE c counter\nc{a=\"1\"} 1\nc{a=\"2\"} 1\n");
    MetricFamily pushed = TextFamilies.family("# TYPE c counter\nc{a=\"2\"} 1\n");

    FamilyMerge.Merged merged = FamilyMerge.merge(stored, new byte[0], pushed, TRACKING, 10);

    assertThat(FamilyMerge.oldestSeenNanos(merged.state(), Long.MIN_VALUE)).isEqualTo(10);
    assertThat(FamilyMerge.expire(merged.family(), merged.state(), Long.MIN_VALUE, 11)).isNull();
  }

  @Test
  void merge_trackingSwitchedOff_forgets() throws MergeException {
    Group group = new Group(TRACKING).push("# TYPE c counter\nc 1\n", 10);
    var off = new MergeOptions(GaugeMode.AVG, BucketMode.COMMON, null, false);

    byte[] state =
        FamilyMerge.merge(group.family(), group.state(), group.family(), off, 20).state();

    assertThat(state).isEmpty();
    assertThat(FamilyMerge.oldestSeenNanos(state, Long.MIN_VALUE)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void oldestSeen_severalTimes_isTheOldest() throws MergeException {
    Group group = new Group(TRACKING);
    group.push("# TYPE g gauge\ng{a=\"1\"} 1\n", 30);
    group.push("# TYPE g gauge\ng{a=\"2\"} 1\n", 20);
    group.push("# TYPE g gauge\ng{a=\"3\"} 1\n", 40);

    assertThat(FamilyMerge.oldestSeenNanos(group.state(), Long.MIN_VALUE)).isEqualTo(20);
  }
}
