package io.sluice.gofile;

import io.sluice.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A process of Debian's Pushgateway, on a free port of 127.0.0.1, with a persistence file that it
/// loads when it starts and writes when it stops.
final class Pushgateway implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/bin/prometheus-pushgateway");
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(50);

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final int port;

  private Pushgateway(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static boolean isInstalled() {
    return Files.isExecutable(PROGRAM);
  }

  /// Starts a Pushgateway on `file`, and waits until it is ready.
  static Pushgateway start(Path file, String... flags) throws IOException, InterruptedException {
    int port = FreePort.find();
    var command = new ArrayList<>(List.of(PROGRAM.toString(), "--persistence.file=" + file));
    command.add("--web.listen-address=127.0.0.1:" + port);
    command.addAll(List.of(flags));
    Path log = file.resolveSibling("pushgateway-" + port + ".log");
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    var gateway = new Pushgateway(builder.redirectOutput(log.toFile()).start(), port);
    gateway.awaitReady(log);
    return gateway;
  }

  void push(String target, byte[] body, String contentType)
      throws IOException, InterruptedException {
    var request = request(target).header("Content-Type", contentType);
    var answer =
        client.send(
            request.POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200 && answer.statusCode() != 202) {
      throw new IOException("status=%d %s".formatted(answer.statusCode(), answer.body()));
    }
  }

  byte[] get(String target, String accept) throws IOException, InterruptedException {
    var answer =
        client.send(request(target).header("Accept", accept).build(), BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException("status=" + answer.statusCode());
    }
    return answer.body();
  }

  /// Stops it, which writes the file.
  @Override
  public void close() {
    client.close();
    process.destroy();
    try {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("the Pushgateway does not stop");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, target)))
        .timeout(LIMIT);
  }

  private void awaitReady(Path log) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!isReady()) {
      if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
        process.destroyForcibly();
        throw new IllegalStateException("the Pushgateway does not start: " + Files.readString(log));
      }
    }
  }

  private boolean isReady() throws InterruptedException {
    try {
      get("/-/ready", "*/*");
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
