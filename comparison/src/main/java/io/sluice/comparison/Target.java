package io.sluice.comparison;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A target that was set before the measurements.
///
/// @param least the value that must be reached
/// @param aim the value that should be reached
/// @param isMoreBetter whether larger values are better
/// @param value the value measured, or null if it was not measured
record Target(
    String title,
    double least,
    double aim,
    boolean isMoreBetter,
    Function<Results, @Nullable Double> value) {
  private static final int MANY = 100_000;
  private static final String PUT = "checked PUT, 10 series";
  private static final String LARGE_PUT = "checked PUT, 1,000 series";
  private static final String AGGREGATING = "aggregating PUT, 10 series";
  private static final String STEADY = "16 connections pushing: ";
  private static final String SMALL_HEAP = "the same with a heap of 64 MB: ";

  static final List<Target> ALL =
      List.of(
          atMost(STEADY + "RSS, peak", 1_000, Unit.MEGABYTES, 200, 128),
          atMost(STEADY + "RSS, peak", 30_000, Unit.MEGABYTES, 500, 350),
          atMost(STEADY + "RSS, peak", MANY, Unit.MEGABYTES, 700, 450),
          afterRest(1_000),
          afterRest(30_000),
          afterRest(MANY),
          atMost("RSS with one group, idle", 0, Unit.MEGABYTES, 75, 50),
          atLeast(
              "PUT with a heap of 64 MB, 1,000 groups: rate / usual rate",
              rate(SMALL_HEAP + "PUT", 1_000),
              rate(STEADY + "PUT", 1_000),
              0,
              0.5),
          overPushgateway(LARGE_PUT, 1, Unit.PER_SECOND, 12, 25),
          overFloor(LARGE_PUT, 1, Unit.PER_SECOND, Contender.NETTY, 0.15, 0.4),
          overPushgateway("protobuf PUT, 1,000 series", 1, Unit.PER_SECOND, 8, 20),
          ofText("OpenMetrics PUT, 1,000 series", 0.5),
          ofText("OTLP protobuf POST, 1,000 series", 0.5),
          ofText("OTLP JSON POST, 1,000 series", 0.15),
          overPushgateway(PUT, 1, Unit.PER_SECOND, 12, 25),
          overPushgateway(PUT, 1_000, Unit.PER_SECOND, 500, 1_000),
          overPushgateway(PUT, MANY, Unit.PER_SECOND, 50_000, 200_000),
          overFloor(PUT, 1, Unit.PER_SECOND, Contender.NETTY, 0.5, 0.8),
          atLeast(
              PUT + ": rate at 100,000 groups / at 1", rate(PUT, MANY), rate(PUT, 1), 0.8, 0.95),
          atLeast(
              AGGREGATING + ", 10,000 groups: rate / rate of checked PUT",
              rate(AGGREGATING, 10_000),
              rate(PUT, 10_000),
              0.8,
              0.95),
          atLeast(
              AGGREGATING + ": rate at 10,000 groups / at 1",
              rate(AGGREGATING, 10_000),
              rate(AGGREGATING, 1),
              0.8,
              0.95),
          overPushgateway("scrape, warm", 1, Unit.MILLIS, 1, 3),
          overPushgateway("scrape, warm", 100, Unit.MILLIS, 1, 3),
          overPushgateway("scrape, gzip, warm", 1, Unit.MILLIS, 1, 3),
          overPushgateway("scrape, gzip, warm", 100, Unit.MILLIS, 1, 3),
          overPushgateway("scrape, warm", MANY, Unit.MILLIS, 60, 150),
          overFloor("scrape, warm", MANY, Unit.MILLIS, Contender.NGINX, 0.6, 0.8),
          overPushgateway("scrape, gzip, warm", MANY, Unit.MILLIS, 300, 2_000),
          overFloor("scrape, gzip, warm", MANY, Unit.MILLIS, Contender.NGINX, 0.3, 0.7),
          overPushgateway("scrape, gzip, 1% changed", MANY, Unit.MILLIS, 30, 100),
          overPushgateway("RSS", MANY, Unit.MEGABYTES, 4, 8),
          overPushgateway("checked PUT while scraping, p99", MANY, Unit.MILLIS, 50, 500),
          atMost("first push after a start", 0, Unit.MILLIS, 10, 3),
          atMost("first scrape after a start", 0, Unit.MILLIS, 10, 3),
          overPushgateway("delete of a group", 100, Unit.MILLIS, 1, 3),
          overPushgateway("wipe, until no group is left", 1, Unit.MILLIS, 1, 3),
          overPushgateway("wipe, until no group is left", 100, Unit.MILLIS, 1, 3),
          overPushgateway("restart until ready", MANY, Unit.MILLIS, 4, 8),
          overFloor(
              "PUT, persistence file, 1 connections", 1, Unit.PER_SECOND, Contender.DISK, 0.7, 0.9),
          atMost("start to the first answered push", 0, Unit.MILLIS, 450, 250));

  /// The relation of a value to the aim.
  String verdict(double measured) {
    if (isMoreBetter ? measured >= aim : measured <= aim) {
      return "reached";
    }
    return (isMoreBetter ? measured >= least : measured <= least) ? "at least that" : "**missed**";
  }

  private static Target overPushgateway(
      String title, int groups, Unit unit, double least, double aim) {
    return overFloor(title, groups, unit, Contender.PUSHGATEWAY, least, aim);
  }

  private static Target overFloor(
      String title, int groups, Unit unit, Contender other, double least, double aim) {
    var measurement = new Measurement(title, groups, unit);
    String shown = "%s, %,d groups: Sluice / %s".formatted(title, groups, other.title());
    return new Target(
        shown, least, aim, true, results -> median(results.advantage(measurement, other)));
  }

  private static Target atMost(String title, int groups, Unit unit, double most, double aim) {
    var measurement = new Measurement(title, groups, unit);
    String shown = groups == 0 ? title : "%s, %,d groups".formatted(title, groups);
    return new Target(
        shown + ", " + unit.symbol(),
        most,
        aim,
        false,
        results -> median(results.statistics(measurement, Contender.SLUICE)));
  }

  /// The memory after a rest, as a multiple of that before the load.
  private static Target afterRest(int groups) {
    return new Target(
        "%sRSS after a rest / before, %,d groups".formatted(STEADY, groups),
        1.2,
        1.05,
        false,
        quotient(
            new Measurement(STEADY + "RSS after a rest", groups, Unit.MEGABYTES),
            new Measurement(STEADY + "RSS before", groups, Unit.MEGABYTES)));
  }

  private static Target ofText(String title, double least) {
    return atLeast(
        title + ": rate / rate of text", rate(title, 1), rate(LARGE_PUT, 1), least, least);
  }

  private static Target atLeast(
      String title, Measurement dividend, Measurement divisor, double least, double aim) {
    return new Target(title, least, aim, true, quotient(dividend, divisor));
  }

  private static Measurement rate(String title, int groups) {
    return new Measurement(title, groups, Unit.PER_SECOND);
  }

  private static Function<Results, @Nullable Double> quotient(
      Measurement dividend, Measurement divisor) {
    return results -> {
      Double above = median(results.statistics(dividend, Contender.SLUICE));
      Double below = median(results.statistics(divisor, Contender.SLUICE));
      return above == null || below == null ? null : above / below;
    };
  }

  private static @Nullable Double median(@Nullable Statistics statistics) {
    return statistics == null ? null : statistics.median();
  }
}
