package io.sluice.comparison;

import java.time.Duration;
import java.util.List;

/// The thoroughness of the measurements.
///
/// @param groups the numbers of groups held while measuring
/// @param mostRounds how often everything is measured
record Mode(String name, List<Integer> groups, int mostRounds, Times times, Steady steady) {
  /// To see whether something has changed much.
  static final Mode QUICK =
      new Mode(
          "quick",
          List.of(1, 1_000),
          1,
          new Times(
              Duration.ofSeconds(1),
              Duration.ofSeconds(1),
              Duration.ofSeconds(1),
              Duration.ofSeconds(2)),
          new Steady(List.of(1_000), Duration.ofSeconds(5), Duration.ofSeconds(5)));

  /// For the published figures.
  static final Mode FULL =
      new Mode(
          "full",
          List.of(1, 100, 1_000, 10_000, 100_000),
          3,
          new Times(
              Duration.ofSeconds(3),
              Duration.ofSeconds(5),
              Duration.ofSeconds(4),
              Duration.ofSeconds(30)),
          new Steady(
              List.of(1_000, 30_000, 100_000), Duration.ofSeconds(60), Duration.ofSeconds(60)));

  private static final int SLOW_GROUPS = 100_000;
  private static final int SLOW_ROUNDS = 3;

  /// The durations of single measurements.
  ///
  /// @param warmUp how long a server is loaded before anything counts
  /// @param jvmWarmUp the same for a server that the JVM compiles while it runs
  /// @param load how long wrk counts, or requests are repeated
  /// @param slowLoad the same for the Pushgateway where each of its answers takes seconds
  record Times(Duration warmUp, Duration jvmWarmUp, Duration load, Duration slowLoad) {
    Duration warmUp(Contender contender) {
      return contender.runsOnJvm() ? jvmWarmUp : warmUp;
    }
  }

  /// The measurements under a steady load.
  ///
  /// @param groups the numbers of groups held
  /// @param load the duration of the load
  /// @param rest the time without load afterwards
  record Steady(List<Integer> groups, Duration load, Duration rest) {}

  /// The same with another number of rounds.
  Mode withRounds(int rounds) {
    return new Mode(name, groups, rounds, times, steady);
  }

  /// The same with another duration of the steady load.
  Mode withSteadyLoad(Duration load) {
    return new Mode(
        name, groups, mostRounds, times, new Steady(steady.groups(), load, steady.rest()));
  }

  int mostGroups() {
    return groups.getLast();
  }

  /// The number of rounds with this number of groups: fewer if a round takes minutes.
  int rounds(int heldGroups) {
    return heldGroups < SLOW_GROUPS ? mostRounds : Math.min(mostRounds, SLOW_ROUNDS);
  }
}
