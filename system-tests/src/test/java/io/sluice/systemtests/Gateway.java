package io.sluice.systemtests;

import io.sluice.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A push gateway as a process of its own, on a free port of 127.0.0.1: Sluice, or Debian's
/// `prometheus-pushgateway`.
///
/// The system property `sluice.jar` names Sluice's jar. `sluice.command` starts another program in
/// its place, for instance a real Pushgateway to see that a test can fail.
public final class Gateway implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final Duration READY_POLL = Duration.ofMillis(50);
  private static final Path JVM_OPTIONS = Path.of("../packaging/jvm.options").toAbsolutePath();
  private static final Path PUSHGATEWAY = Path.of("/usr/bin/prometheus-pushgateway");

  private final Process process;
  private final int port;
  private final String prefix;
  private final Path log;

  private Gateway(Process process, int port, String prefix, Path log) {
    this.process = process;
    this.port = port;
    this.prefix = prefix;
    this.log = log;
  }

  /// Starts Sluice with `flags` and waits until it is ready.
  public static Gateway sluice(List<String> flags) {
    return start(sluiceCommand(), flags);
  }

  /// The same by another command, which gets Sluice's as its arguments.
  static Gateway sluiceBy(List<String> wrapper, List<String> flags) {
    var command = new ArrayList<>(wrapper);
    command.addAll(sluiceCommand());
    return start(command, flags);
  }

  /// Starts Debian's Pushgateway with `flags`, without a file, and waits until it is ready.
  static Gateway pushgateway(List<String> flags) {
    var all = new ArrayList<>(List.of("--persistence.file="));
    all.addAll(flags);
    return start(List.of(PUSHGATEWAY.toString()), all);
  }

  /// Starts Debian's Pushgateway on a persistence file, and waits until it is ready.
  static Gateway pushgateway(Path file) {
    return start(List.of(PUSHGATEWAY.toString()), List.of("--persistence.file=" + file));
  }

  /// Runs one of Sluice's tools and returns what it printed.
  static String tool(List<String> arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(sluiceCommand());
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + printed;
  }

  /// Whether [#pushgateway] can be had on this machine.
  static boolean hasPushgateway() {
    return Files.isExecutable(PUSHGATEWAY);
  }

  public int port() {
    return port;
  }

  /// What stands before every path because of `--web.route-prefix`; empty without it.
  public String prefix() {
    return prefix;
  }

  /// The process's id, for tests that send signals or measure.
  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// A new connection to this gateway; the caller closes it.
  RawHttp connect() {
    return new RawHttp(port);
  }

  /// What the process has written to stdout and stderr so far.
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Ends the process as a crash does, with SIGKILL.
  void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("does not end: pid=" + process.pid());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Sends SIGTERM and returns the exit code.
  int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("does not end: pid=" + process.pid());
    }
    return process.exitValue();
  }

  /// Asks the process to end, and kills it when it does not.
  @Override
  public void close() {
    try {
      process.destroy();
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
      }
      Files.deleteIfExists(log);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> sluiceCommand() {
    String command = System.getProperty("sluice.command");
    if (command != null) {
      return List.of(command.split(" "));
    }
    String jar = System.getProperty("sluice.jar");
    if (jar == null || !Files.exists(Path.of(jar))) {
      throw new IllegalStateException("no such jar; build the server first sluice.jar=" + jar);
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return List.of(java, "@" + JVM_OPTIONS, "-jar", jar);
  }

  private static Gateway start(List<String> program, List<String> flags) {
    try {
      int port = FreePort.find();
      var command = new ArrayList<>(program);
      command.add("--web.listen-address=127.0.0.1:" + port);
      command.addAll(flags);
      Path log = Files.createTempFile("gateway", ".log");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      var gateway = new Gateway(process, port, prefixIn(flags), log);
      gateway.awaitReady(command);
      return gateway;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String prefixIn(List<String> flags) {
    String name = "--web.route-prefix=";
    for (String flag : flags) {
      if (flag.startsWith(name)) {
        return flag.substring(name.length());
      }
    }
    return "";
  }

  private void awaitReady(List<String> command) {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!isReady()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        String state = process.isAlive() ? "not ready" : "ended with " + process.exitValue();
        String message = "%s: command=%s%n%s".formatted(state, command, log());
        close();
        throw new IllegalStateException(message);
      }
      awaitExit(READY_POLL);
    }
  }

  private boolean isReady() {
    RawHttp.@Nullable Answer answer;
    try (RawHttp http = connect()) {
      answer = http.get(prefix + "/-/ready");
    } catch (UncheckedIOException _) {
      return false;
    }
    return answer.status() == 200;
  }

  /// Waits a little for the start to go on, less when the process ends.
  private void awaitExit(Duration limit) {
    try {
      process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the gateway was starting", e);
    }
  }
}
