package io.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecentQuantilesTest {
  private long now = Duration.ofDays(3).toNanos();
  private final RecentQuantiles seconds =
      new RecentQuantiles("push_seconds", "How long.", 1e-9, () -> now);

  @Test
  void collect_nothingObserved_hasNoSeries() {
    assertThat(seconds.collect().getDataPoints()).isEmpty();
  }

  @Test
  void collect_values_countsAllAndGivesQuantilesInTheShownUnit() {
    for (int millis = 1; millis <= 1000; millis++) {
      seconds.observe("put", Duration.ofMillis(millis).toNanos());
    }
    SummaryDataPointSnapshot put = point();
    assertThat(put.getCount()).isEqualTo(1000);
    assertThat(put.getSum()).isCloseTo(500.5, within(1e-9));
    assertThat(quantile(put, 0)).isCloseTo(0.1, within(0.002));
    assertThat(quantile(put, 1)).isCloseTo(0.5, within(0.01));
    assertThat(quantile(put, 2)).isCloseTo(0.9, within(0.02));
  }

  // The count includes all observations; the quantiles only the recent ones.
  @Test
  void collect_tenMinutesLater_keepsTheCountAndForgetsTheQuantiles() {
    seconds.observe("put", 1_000_000_000);
    now += Duration.ofMinutes(7).toNanos();
    assertThat(quantile(point(), 1)).isCloseTo(1, within(0.01));

    now += Duration.ofMinutes(4).toNanos();
    assertThat(quantile(point(), 1)).isNaN();
    assertThat(point().getCount()).isEqualTo(1);

    seconds.observe("put", 2_000_000_000);
    assertThat(quantile(point(), 1)).isCloseTo(2, within(0.02));
    assertThat(point().getSum()).isCloseTo(3, within(1e-9));
  }

  private SummaryDataPointSnapshot point() {
    return ((SummarySnapshot) seconds.collect()).getDataPoints().getFirst();
  }

  private static double quantile(SummaryDataPointSnapshot point, int index) {
    return point.getQuantiles().get(index).getValue();
  }
}
