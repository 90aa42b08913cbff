package io.sluice.systemtests.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A server that a test starts and stops: a gateway, a Prometheus or another program, and a file
/// with its output.
public final class ServerProcess implements AutoCloseable {
  private static final Duration END_LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Process process;
  private final List<String> command;
  private final Path log;

  private ServerProcess(Process process, List<String> command, Path log) {
    this.process = process;
    this.command = command;
    this.log = log;
  }

  /// Starts the process that `builder` describes.
  public static ServerProcess start(ProcessBuilder builder) {
    try {
      return start(builder, Files.createTempFile("server", ".log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The same, and appends its output to `log`.
  public static ServerProcess start(ProcessBuilder builder, Path log) {
    try {
      Process process =
          builder.redirectErrorStream(true).redirectOutput(Redirect.appendTo(log.toFile())).start();
      return new ServerProcess(process, List.copyOf(builder.command()), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A loopback address that is not in use.
  public static String freeAddress() {
    return "127.0.0.1:" + FreePort.find();
  }

  /// Waits until a GET of `path` on `address` is answered with 200.
  ///
  /// @param address host and port
  /// @throws IllegalStateException when the process ends before, or takes too long
  public ServerProcess awaitAnswer(String address, String path) {
    long deadline = System.nanoTime() + Await.PATIENCE.toNanos();
    while (!isAnswered(address, path) || !process.isAlive()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        String state = process.isAlive() ? "not ready" : "ended with " + process.exitValue();
        String message = "%s: command=%s%n%s".formatted(state, command, log());
        close();
        throw new IllegalStateException(message);
      }
      pause();
    }
    return this;
  }

  private static boolean isAnswered(String address, String path) {
    int colon = address.lastIndexOf(':');
    String host = address.substring(0, colon);
    try (RawHttp http = new RawHttp(host, Integer.parseInt(address.substring(colon + 1)))) {
      return http.get(path).status() == 200;
    } catch (UncheckedIOException _) {
      return false;
    }
  }

  /// Waits for a short time during the start, or until the process ends.
  private void pause() {
    try {
      process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a server was starting", e);
    }
  }

  /// The process's id, for tests that measure.
  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /// The output so far.
  public String log() {
    try {
      return Files.readString(log, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Sends the signal of this name: `STOP` freezes the process, `CONT` resumes it.
  public void signal(String name) throws IOException, InterruptedException {
    List<String> kill = List.of("kill", "-" + name, Long.toString(process.pid()));
    Program.run(Path.of("."), Map.of(), kill).orFail();
  }

  /// Ends it like a crash, with SIGKILL.
  public void kill() {
    process.destroyForcibly();
    try {
      awaitEnd();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Sends SIGTERM and returns the exit code.
  public int stop() throws InterruptedException {
    process.destroy();
    return awaitEnd();
  }

  /// Waits until it has ended on its own or by a signal, and returns its exit code.
  public int awaitEnd() throws InterruptedException {
    if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("has not ended: command=%s%n%s".formatted(command, log()));
    }
    return process.exitValue();
  }

  /// Requests the end of the process, and kills it if it does not end. The log is deleted.
  @Override
  public void close() {
    try {
      process.destroy();
      if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS);
      }
      Files.deleteIfExists(log);
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
