package io.sluice.comparison;

import java.time.Duration;
import java.util.List;

/// How thoroughly to measure.
///
/// @param groups the numbers of groups held while measuring
/// @param warmUp how long a server is loaded before anything counts
/// @param jvmWarmUp the same for pushes to a server that the JVM compiles while it runs
/// @param load how long wrk counts, or requests are repeated
/// @param slowLoad the same for the Pushgateway where each of its answers takes seconds
/// @param mostRounds how often everything is measured
/// @param steadyGroups the numbers of groups held under steady work
/// @param steadyLoad how long steady work goes on
/// @param rest how long the gateway rests afterwards
record Mode(
    String name,
    List<Integer> groups,
    Duration warmUp,
    Duration jvmWarmUp,
    Duration load,
    Duration slowLoad,
    int mostRounds,
    List<Integer> steadyGroups,
    Duration steadyLoad,
    Duration rest) {
  /// To see whether something has changed much.
  static final Mode QUICK =
      new Mode(
          "quick",
          List.of(1, 1_000),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          1,
          List.of(1_000),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5));

  /// For the figures that are written down.
  static final Mode FULL =
      new Mode(
          "full",
          List.of(1, 100, 1_000, 10_000, 100_000),
          Duration.ofSeconds(3),
          Duration.ofSeconds(5),
          Duration.ofSeconds(4),
          Duration.ofSeconds(30),
          3,
          List.of(1_000, 30_000, 100_000),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60));

  private static final int SLOW_GROUPS = 100_000;
  private static final int SLOW_ROUNDS = 3;

  /// The same with another number of rounds.
  Mode withRounds(int rounds) {
    return new Mode(
        name, groups, warmUp, jvmWarmUp, load, slowLoad, rounds, steadyGroups, steadyLoad, rest);
  }

  /// The same with another time of steady work.
  Mode withSteadyLoad(Duration time) {
    return new Mode(
        name, groups, warmUp, jvmWarmUp, load, slowLoad, mostRounds, steadyGroups, time, rest);
  }

  /// How long pushes load a server before they count.
  Duration pushWarmUp(Contender contender) {
    return contender.runsOnJvm() ? jvmWarmUp : warmUp;
  }

  int mostGroups() {
    return groups.getLast();
  }

  /// How often everything with so many groups held is measured: less often where it takes minutes.
  int rounds(int heldGroups) {
    return heldGroups < SLOW_GROUPS ? mostRounds : Math.min(mostRounds, SLOW_ROUNDS);
  }
}
