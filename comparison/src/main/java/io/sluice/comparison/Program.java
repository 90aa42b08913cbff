package io.sluice.comparison;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs other programs to their end.
final class Program {
  private Program() {}

  /// Runs a program and returns its output, including errors.
  ///
  /// @throws IOException if there is no such program, or it does not end in time
  static String output(Duration timeout, List<String> command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("sluice-bench", ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("does not end: command=" + command + " timeout=" + timeout);
      }
      return Files.readString(output, StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly().waitFor();
      Files.delete(output);
    }
  }
}
