package io.sluice.systemtests.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.systemtests.harness.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A run of `bin/sluice-job` under one shell.
final class JobRun {
  private static final String SCRIPT =
      Path.of("..", "bin", "sluice-job").toAbsolutePath().normalize().toString();

  private final Path directory;
  private final List<String> command;
  private final Map<String, String> environment = new HashMap<>();

  private JobRun(Path directory, String shell) {
    this.directory = directory;
    // A shell that inherits an ignored signal, as a background job does, cannot trap it.
    this.command = new ArrayList<>(List.of("env", "--default-signal=TERM,INT,HUP"));
    command.addAll(List.of(shell.split(" ")));
    command.add(SCRIPT);
    // The settings of the machine must not have an effect.
    environment.put("HOME", directory.toString());
    environment.put("SLUICE_SPOOL", directory.resolve("spool").toString());
    environment.put("SLUICE_PUSH_TIMEOUT", "20s");
  }

  /// A run in `directory`, which is the home and contains the spool.
  static JobRun under(String shell, Path directory) {
    return new JobRun(directory, shell);
  }

  /// Reports to a gateway, for the job `nightly`.
  JobRun to(String gateway) {
    return flags("--gateway", gateway, "--job", "nightly");
  }

  JobRun flags(String... flags) {
    command.addAll(List.of(flags));
    return this;
  }

  JobRun with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /// Runs a shell command as the job.
  Program.Outcome runs(String shellCommand) throws Exception {
    return runs("sh", "-c", shellCommand);
  }

  Program.Outcome runs(String... job) throws Exception {
    command.add("--");
    command.addAll(List.of(job));
    return end();
  }

  /// Runs it without a command.
  Program.Outcome end() throws Exception {
    return Program.run(directory, environment, command);
  }

  /// Starts it, for a test that sends signals.
  Process starts(String shellCommand) throws Exception {
    command.addAll(List.of("--", "sh", "-c", shellCommand));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    return builder
        .redirectInput(Path.of("/dev/null").toFile())
        .redirectOutput(directory.resolve("stdout").toFile())
        .redirectError(directory.resolve("stderr").toFile())
        .start();
  }

  /// Starts it with `input` as its standard input, and returns its complete output.
  byte[] pipes(byte[] input, String shellCommand) throws Exception {
    Path in = directory.resolve("input");
    Path out = directory.resolve("output");
    Files.write(in, input);
    command.addAll(List.of("--", "sh", "-c", shellCommand));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    Process process =
        builder
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(directory.resolve("stderr").toFile())
            .start();
    int code = process.waitFor();
    if (code != 0) {
      throw new AssertionError(
          "exit code " + code + ": " + Files.readString(directory.resolve("stderr"), UTF_8));
    }
    return Files.readAllBytes(out);
  }
}
