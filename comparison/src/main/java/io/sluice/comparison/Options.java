package io.sluice.comparison;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The options of the command line.
///
/// @param isWriting whether the tables are written to docs/performance.md
/// @param scenarios in the order of the table
record Options(Mode mode, boolean isWriting, List<Scenario> scenarios) {
  private static final String ROUNDS = "--rounds=";
  private static final String STEADY = "--steady-seconds=";

  private static final String USAGE =
      """
      usage: ./bench [--quick|--full] [--rounds=N] [--write] [SCENARIO...]
        --quick  a first impression, under three minutes (default)
        --full   all sizes, three rounds, over an hour
        --rounds=N  measures everything N times, three times at most with 100,000 groups
        --steady-seconds=N  how long steady work goes on (scenario "steady")
        --write  puts the tables into docs/performance.md; not with some scenarios only
      scenarios:""";

  /// @throws IllegalArgumentException with a message for the user
  static Options parse(List<String> arguments) {
    Mode mode = Mode.QUICK;
    int rounds = 0;
    int steadySeconds = 0;
    boolean isWriting = false;
    List<String> names = new ArrayList<>();
    for (String argument : arguments) {
      switch (argument) {
        case "--quick" -> mode = Mode.QUICK;
        case "--full" -> mode = Mode.FULL;
        case "--write" -> isWriting = true;
        default -> {
          if (argument.startsWith(ROUNDS)) {
            rounds = Integer.parseUnsignedInt(argument.substring(ROUNDS.length()));
          } else if (argument.startsWith(STEADY)) {
            steadySeconds = Integer.parseUnsignedInt(argument.substring(STEADY.length()));
          } else {
            names.add(argument);
          }
        }
      }
    }
    if (isWriting && !names.isEmpty()) {
      throw new IllegalArgumentException("--write replaces all tables, so it takes no scenarios");
    }
    if (rounds > 0) {
      mode = mode.withRounds(rounds);
    }
    if (steadySeconds > 0) {
      mode = mode.withSteadyLoad(Duration.ofSeconds(steadySeconds));
    }
    return new Options(mode, isWriting, chosen(names));
  }

  static String usage() {
    return USAGE + " " + String.join(" ", names()) + "\n";
  }

  private static List<String> names() {
    return Scenarios.ALL.stream().map(Scenario::name).toList();
  }

  private static List<Scenario> chosen(List<String> names) {
    for (String name : names) {
      if (!names().contains(name)) {
        throw new IllegalArgumentException("no such scenario: " + name + "\n" + usage());
      }
    }
    return names.isEmpty()
        ? Scenarios.ALL
        : Scenarios.ALL.stream().filter(scenario -> names.contains(scenario.name())).toList();
  }
}
