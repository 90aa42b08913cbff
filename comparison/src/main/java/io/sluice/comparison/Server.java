package io.sluice.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A running server. This class starts and ends it.
final class Server implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
  private static final Duration STOP_TIMEOUT = Duration.ofMinutes(2);

  private final Contender contender;
  private final Process process;
  private final int port;
  private final long launchedNanos;
  private final Path log;

  private Server(Contender contender, Process process, int port, long launchedNanos, Path log) {
    this.contender = contender;
    this.process = process;
    this.port = port;
    this.launchedNanos = launchedNanos;
    this.log = log;
  }

  /// Starts a program that will listen on `port`.
  ///
  /// @param environment variables in addition to those of this process
  /// @param log the file for its output
  static Server launch(
      Contender contender,
      List<String> command,
      Map<String, String> environment,
      int port,
      Path log)
      throws IOException {
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    long launchedNanos = System.nanoTime();
    Process process = builder.start();
    return new Server(contender, process, port, launchedNanos, log);
  }

  Contender contender() {
    return contender;
  }

  int port() {
    return port;
  }

  Connection connect() throws IOException {
    return new Connection(port);
  }

  /// Repeats a request until it is answered with success.
  ///
  /// @return the time since the launch, in milliseconds
  double awaitAnswer(String method, String path, byte[] body)
      throws IOException, InterruptedException {
    while (true) {
      try (Connection connection = connect()) {
        connection.send(method, path, body);
        return (System.nanoTime() - launchedNanos) / 1e6;
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() - launchedNanos > START_TIMEOUT.toNanos()) {
          throw new IOException(contender.title() + " did not start: " + tail(), e);
        }
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  /// Its memory as counted by the kernel, in megabytes.
  double residentMegabytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    throw new IOException("no resident memory: pid=" + process.pid());
  }

  /// The bytes of all objects that are in use, after a full collection.
  long liveHeapBytes() throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    List<String> command = List.of(jcmd, Long.toString(process.pid()), "GC.class_histogram");
    String total =
        Program.output(STOP_TIMEOUT, command)
            .lines()
            .filter(line -> line.startsWith("Total"))
            .findFirst()
            .orElseThrow(() -> new IOException("no histogram: pid=" + process.pid()));
    return Long.parseLong(total.strip().split("\\s+", -1)[2]);
  }

  /// Requests its stop, and waits until it has stopped.
  void stop() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IOException(contender.title() + " does not stop: " + tail());
    }
  }

  private String tail() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }

  /// Ends it and its child processes at once.
  @Override
  public void close() {
    List<ProcessHandle> workers = process.descendants().toList();
    process.destroyForcibly().onExit().join();
    workers.forEach(ProcessHandle::destroyForcibly);
  }
}
