package io.sluice.systemtests.cluster;

import io.sluice.systemtests.harness.Program;
import java.io.IOException;

/// Commands that set up a part of the machine for a test, such as a network or a file system.
final class SystemCommand {
  private SystemCommand() {}

  /// @throws IOException if the command cannot be run or fails, with its output
  static void run(String... command) throws IOException, InterruptedException {
    Program.Outcome outcome = Program.run(new ProcessBuilder(command).redirectErrorStream(true));
    if (outcome.exitCode() != 0) {
      throw new IOException(String.join(" ", command) + ": " + outcome.stdout().strip());
    }
  }

  /// Runs a command that reverts an earlier one. A failure is only printed.
  static void attempt(String... command) {
    try {
      run(command);
    } catch (IOException e) {
      System.err.println("SystemCommand: " + e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
