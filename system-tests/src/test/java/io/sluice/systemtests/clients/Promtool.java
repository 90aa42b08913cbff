package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.harness.Program;
import io.sluice.systemtests.harness.Program.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;

/// `promtool check metrics`, which parses an exposition like Prometheus and checks its names.
final class Promtool {
  private Promtool() {}

  /// Requires that promtool has no findings about `exposition`.
  static void check(Path directory, String exposition) throws Exception {
    Program.require("prometheus", "promtool", "--version");
    Path file = Files.writeString(directory.resolve("exposition.txt"), exposition);
    ProcessBuilder builder =
        new ProcessBuilder("promtool", "check", "metrics").redirectInput(file.toFile());
    Outcome outcome = Program.run(builder);
    assertThat(outcome.stdout() + outcome.stderr()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
  }
}
