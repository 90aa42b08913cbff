package io.sluice.systemtests.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// Runs a program of the machine to its end.
public final class Program {
  /// Long, because a compiler may be slow on a busy machine.
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private Program() {}

  /// The exit code and the output of a program.
  public record Outcome(int exitCode, String stdout, String stderr) {
    /// The output, after a check that the program succeeded.
    public String orFail() {
      if (exitCode != 0) {
        throw new AssertionError(
            "exit code " + exitCode + "\nstdout: " + stdout + "\nstderr: " + stderr);
      }
      return stdout;
    }
  }

  /// Runs a command in `directory`, with `environment` added to the test's own.
  public static Outcome run(Path directory, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    return run(builder);
  }

  /// Runs the program of `builder`. Its output is written to files, so that nothing can block.
  public static Outcome run(ProcessBuilder builder) throws IOException, InterruptedException {
    Path stdout = Files.createTempFile("stdout", ".txt");
    Path stderr = Files.createTempFile("stderr", ".txt");
    try {
      Process process =
          builder.redirectOutput(stdout.toFile()).redirectError(stderr.toFile()).start();
      int exitCode = awaitEnd(process, builder.command());
      return new Outcome(
          exitCode, Files.readString(stdout, UTF_8), Files.readString(stderr, UTF_8));
    } finally {
      Files.delete(stdout);
      Files.delete(stderr);
    }
  }

  private static int awaitEnd(Process process, List<String> command) throws InterruptedException {
    try {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("still running after " + LIMIT + ": " + command);
      }
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  /// Skips the test unless `command` succeeds; `debianPackage` contains it.
  public static void require(String debianPackage, String... command) throws InterruptedException {
    Assumptions.assumeTrue(
        succeeds(command),
        () -> "needs Debian's " + debianPackage + ": failed: " + String.join(" ", command));
  }

  private static boolean succeeds(String... command) throws InterruptedException {
    try {
      return run(new ProcessBuilder(command)).exitCode() == 0;
    } catch (IOException notInstalled) {
      return false;
    }
  }
}
