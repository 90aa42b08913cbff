package io.sluice.comparison;

import java.time.Duration;
import java.util.List;

/// The thoroughness of the measurements.
///
/// @param groups the numbers of stored groups
/// @param warmUp how long a server is loaded before the measurement
/// @param jvmWarmUp the same for pushes to a server that the JVM compiles while it runs
/// @param load how long wrk counts, or requests are repeated
/// @param slowLoad the same for the Pushgateway if each of its answers takes seconds
/// @param mostRounds the maximum number of rounds
/// @param steadyGroups the numbers of stored groups under steady load
/// @param steadyLoad the duration of the steady load
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
  /// For a quick check for large changes.
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

  /// For the published figures.
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

  /// The same with another duration of the steady load.
  Mode withSteadyLoad(Duration time) {
    return new Mode(
        name, groups, warmUp, jvmWarmUp, load, slowLoad, mostRounds, steadyGroups, time, rest);
  }

  /// How long pushes load a server before the measurement.
  Duration pushWarmUp(Contender contender) {
    return contender.runsOnJvm() ? jvmWarmUp : warmUp;
  }

  int mostGroups() {
    return groups.getLast();
  }

  /// The number of rounds with this number of groups: fewer if a round takes minutes.
  int rounds(int heldGroups) {
    return heldGroups < SLOW_GROUPS ? mostRounds : Math.min(mostRounds, SLOW_ROUNDS);
  }
}
