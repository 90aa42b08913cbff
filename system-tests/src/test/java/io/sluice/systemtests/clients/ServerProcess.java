package io.sluice.systemtests.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.FreePort;
import io.sluice.systemtests.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A server started for one test on a loopback port of its own, and ended with it.
final class ServerProcess implements AutoCloseable {
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(30);
  private static final Duration END_LIMIT = Duration.ofSeconds(30);

  private final Process process;
  private final Path log;
  private final String address;
  private final HttpClient client;

  private ServerProcess(Process process, Path log, String address) {
    this.process = process;
    this.log = log;
    this.address = address;
    this.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  /// A gateway with the given flags: Sluice from the jar that the build made, or with
  /// `-Dclients.gateway=pushgateway` Debian's package, on which the tests themselves are tested.
  static ServerProcess gateway(Path directory, String... flags) throws Exception {
    String address = freeAddress();
    List<String> command = GatewayCommand.of(address, flags);
    return start(new ProcessBuilder(command), directory, address);
  }

  /// Starts a server and waits until it says on `/-/ready` that it serves. Its output goes to a
  /// file in `directory`.
  static ServerProcess start(ProcessBuilder builder, Path directory, String address)
      throws Exception {
    Path log = Files.createTempFile(directory, "server", ".log");
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    ServerProcess server = new ServerProcess(process, log, address);
    try {
      boolean ready = Await.until(server::isReadyOrEnded, Boolean::booleanValue);
      if (!ready || !process.isAlive()) {
        throw new AssertionError("does not serve: " + builder.command() + "\n" + server.log());
      }
      return server;
    } catch (Throwable failure) {
      server.close();
      throw failure;
    }
  }

  /// A loopback address that nobody listens on.
  static String freeAddress() {
    return "127.0.0.1:" + FreePort.find();
  }

  private boolean isReadyOrEnded() throws InterruptedException {
    if (!process.isAlive()) {
      return true;
    }
    try {
      return get("/-/ready").statusCode() == 200;
    } catch (IOException notYetListening) {
      return false;
    }
  }

  /// Host and port.
  String address() {
    return address;
  }

  /// Where it is reached, without a slash at the end.
  String url() {
    return "http://" + address;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send("GET", path, "");
  }

  HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    return client.send(request(path).method(method, BodyPublishers.ofString(body)).build(), text());
  }

  /// A request to this server, for what the methods above don't do.
  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url() + path)).timeout(REQUEST_LIMIT);
  }

  HttpClient client() {
    return client;
  }

  private static HttpResponse.BodyHandler<String> text() {
    return BodyHandlers.ofString(UTF_8);
  }

  /// What a shell prints that runs `command`, in which `$URL` is this server's.
  String shell(String command) throws IOException, InterruptedException {
    return Program.run(Path.of("."), Map.of("URL", url()), List.of("sh", "-c", command)).orFail();
  }

  long pid() {
    return process.pid();
  }

  /// Ends it as a crash does, with SIGKILL.
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /// Sends SIGTERM.
  void terminate() {
    process.destroy();
  }

  /// Sends the signal of this name, such as `HUP`.
  void signal(String name) throws IOException, InterruptedException {
    String command = "kill -" + name + " " + process.pid();
    Program.run(Path.of("."), Map.of(), List.of("sh", "-c", command)).orFail();
  }

  /// Its exit code, once it has ended by itself or by a signal.
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("has not ended:\n" + log());
    }
    return process.exitValue();
  }

  /// What it has printed so far.
  String log() {
    try {
      return Files.readString(log, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    process.destroy();
    try {
      if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
