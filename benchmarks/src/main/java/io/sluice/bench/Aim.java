package io.sluice.bench;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A figure that was set before anything was measured.
///
/// @param least what has to be reached
/// @param aim what should be reached
/// @param isMoreBetter whether larger values are better
/// @param value the value measured, or null if it was not measured
record Aim(
    String title,
    double least,
    double aim,
    boolean isMoreBetter,
    Function<Results, @Nullable Double> value) {
  private static final int MANY = 100_000;

  static final List<Aim> ALL =
      List.of(
          overPushgateway("checked PUT, 10 series", 1, Unit.PER_SECOND, 12, 25),
          overPushgateway("checked PUT, 10 series", 1_000, Unit.PER_SECOND, 500, 1_000),
          overPushgateway("checked PUT, 10 series", MANY, Unit.PER_SECOND, 50_000, 200_000),
          overFloor("checked PUT, 10 series", 1, Unit.PER_SECOND, Contender.NETTY, 0.5, 0.8),
          new Aim(
              "checked PUT, 10 series: rate at 100,000 groups / at 1",
              0.85,
              0.95,
              true,
              Aim::evenness),
          overPushgateway("scrape, warm", MANY, Unit.MILLIS, 60, 150),
          overFloor("scrape, warm", MANY, Unit.MILLIS, Contender.NGINX, 0, 0.7),
          overPushgateway("scrape, gzip, warm", MANY, Unit.MILLIS, 300, 2_000),
          overPushgateway("scrape, gzip, 1% changed", MANY, Unit.MILLIS, 30, 100),
          overPushgateway("RSS", MANY, Unit.MEGABYTES, 4, 8),
          overPushgateway("checked PUT while scraping, p99", MANY, Unit.MILLIS, 50, 500),
          atMost("start to the first answered push", Unit.MILLIS, 1_000, 400),
          atMost("RSS with one group, idle", Unit.MEGABYTES, 100, 64));

  /// How a value stands to the aim.
  String verdict(double measured) {
    if (isMoreBetter ? measured >= aim : measured <= aim) {
      return "reached";
    }
    return (isMoreBetter ? measured >= least : measured <= least) ? "at least that" : "**missed**";
  }

  private static Aim overPushgateway(
      String title, int groups, Unit unit, double least, double aim) {
    return overFloor(title, groups, unit, Contender.PUSHGATEWAY, least, aim);
  }

  private static Aim overFloor(
      String title, int groups, Unit unit, Contender other, double least, double aim) {
    var measure = new Measure(title, groups, unit);
    String shown = "%s, %,d groups: Sluice / %s".formatted(title, groups, other.title());
    return new Aim(shown, least, aim, true, results -> median(results.advantage(measure, other)));
  }

  private static Aim atMost(String title, Unit unit, double most, double aim) {
    var measure = new Measure(title, 0, unit);
    return new Aim(
        title + ", " + unit.symbol(),
        most,
        aim,
        false,
        results -> median(results.spread(measure, Contender.SLUICE)));
  }

  private static @Nullable Double evenness(Results results) {
    Double one = pushRate(results, 1);
    Double many = pushRate(results, MANY);
    return one == null || many == null ? null : many / one;
  }

  private static @Nullable Double pushRate(Results results, int groups) {
    var measure = new Measure("checked PUT, 10 series", groups, Unit.PER_SECOND);
    return median(results.spread(measure, Contender.SLUICE));
  }

  private static @Nullable Double median(@Nullable Spread spread) {
    return spread == null ? null : spread.median();
  }
}
