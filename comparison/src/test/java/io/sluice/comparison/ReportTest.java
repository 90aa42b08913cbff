package io.sluice.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
  private final Results results = new Results();

  @Test
  void markdown_severalRounds_showsMediansRangesAndRatiosWithinRounds() {
    var rate = new Measurement("PUT", 1, Unit.PER_SECOND);
    add(rate, Contender.SLUICE, 100, 200, 150);
    add(rate, Contender.PUSHGATEWAY, 10, 40, 10);
    add(rate, Contender.NETTY, 200, 200, 200);

    assertThat(markdown())
        .contains(
            "| PUT | 1 | 150 /s (100–200) | 10.0 /s (10.0–40.0) | **10.0 x** (5.00–15.0)"
                + " | bare Netty 200 /s | **0.75** (0.50–1.00) |");
  }

  @Test
  void markdown_times_countLessAsBetter() {
    var time = new Measurement("scrape", 1_000, Unit.MILLIS);
    add(time, Contender.SLUICE, 2);
    add(time, Contender.PUSHGATEWAY, 300);
    add(time, Contender.NGINX, 1);

    assertThat(markdown())
        .contains(
            "| scrape | 1,000 | 2.00 ms | 300 ms | **150 x** | nginx file 1.00 ms | **0.50** |");
  }

  @Test
  void markdown_onlySluiceMeasured_leavesTheRestEmpty() {
    add(new Measurement("heap", 10, Unit.BYTES), Contender.SLUICE, 64);

    assertThat(markdown()).contains("| heap | 10 | 64.0 B |  |  |  |  |");
  }

  @Test
  void markdown_severalSizes_showsHowCostsGrow() {
    for (int groups : List.of(1_000, 10, 100)) {
      add(new Measurement("PUT", groups, Unit.PER_SECOND), Contender.SLUICE, 500);
      add(new Measurement("PUT", groups, Unit.PER_SECOND), Contender.PUSHGATEWAY, 1000.0 / groups);
    }

    assertThat(markdown()).contains("| PUT | 10; 100; 1,000 | 0.00 | 1.00 |");
  }

  @Test
  void markdown_figuresWithAims_areJudged() {
    var rate = new Measurement("checked PUT, 10 series", 1, Unit.PER_SECOND);
    add(rate, Contender.SLUICE, 2_000);
    add(rate, Contender.PUSHGATEWAY, 100);
    add(rate, Contender.NETTY, 5_000);
    add(new Measurement("start to the first answered push", 0, Unit.MILLIS), Contender.SLUICE, 399);

    assertThat(markdown())
        .contains(
            "checked PUT, 10 series, 1 groups: Sluice / Pushgateway | 12.0 | 25.0 | 20.0"
                + " | at least that |")
        .contains("Sluice / bare Netty | 0.50 | 0.80 | 0.40 | **missed** |")
        .contains("| start to the first answered push, ms | 450 | 250 | 399 | at least that |")
        .doesNotContain("while scraping");
  }

  private void add(Measurement measurement, Contender contender, double... rounds) {
    for (int round = 0; round < rounds.length; round++) {
      results.add(measurement, contender, round, rounds[round]);
    }
  }

  private String markdown() {
    return new Report(results, Mode.QUICK, List.of("Machine: a test")).markdown();
  }
}
