package io.sluice.systemtests.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A push gateway in a separate process, on a port of 127.0.0.1: Sluice, or Debian's
/// `prometheus-pushgateway`. Paths are those below `--web.route-prefix`.
public final class Gateway implements AutoCloseable {
  private static final int SOCKET_LIMIT_MILLIS = 30_000;
  private static final Path PUSHGATEWAY = Path.of("/usr/bin/prometheus-pushgateway");

  private final ServerProcess process;
  private final Http http;
  private final String address;
  private final String prefix;

  private Gateway(ServerProcess process, String address, String prefix) {
    this.process = process;
    this.http = new Http("http://" + address + prefix);
    this.address = address;
    this.prefix = prefix;
  }

  /// Starts Sluice with `flags` and waits until it is ready.
  public static Gateway start(String... flags) {
    return with(flags).start();
  }

  /// Starts Sluice with `flags` and waits until it is ready.
  public static Gateway start(List<String> flags) {
    return with(flags).start();
  }

  /// Starts a gateway with a test's own command, and waits until it is ready.
  ///
  /// @param address host and port on which the command makes it listen
  public static Gateway start(ProcessBuilder builder, String address) {
    return start(builder, address, "");
  }

  static Gateway start(ProcessBuilder builder, String address, String prefix) {
    ServerProcess process = ServerProcess.start(builder);
    return new Gateway(process.awaitAnswer(address, prefix + "/-/ready"), address, prefix);
  }

  /// Sluice with `flags`, not started yet.
  public static GatewayLaunch with(String... flags) {
    return new GatewayLaunch(List.of(flags));
  }

  /// Sluice with `flags`, not started yet.
  public static GatewayLaunch with(List<String> flags) {
    return new GatewayLaunch(flags);
  }

  static Gateway begin(ProcessBuilder builder, String address, String prefix) {
    return new Gateway(ServerProcess.start(builder), address, prefix);
  }

  /// Starts Debian's Pushgateway with `flags`, without a file, and waits until it is ready.
  public static Gateway pushgateway(List<String> flags) {
    return pushgateway("", flags);
  }

  /// Starts Debian's Pushgateway on a persistence file, and waits until it is ready.
  public static Gateway pushgateway(Path file) {
    return pushgateway(file.toString(), List.of());
  }

  private static Gateway pushgateway(String file, List<String> flags) {
    String address = ServerProcess.freeAddress();
    List<String> command = new ArrayList<>();
    command.add(PUSHGATEWAY.toString());
    command.add("--web.listen-address=" + address);
    command.add("--persistence.file=" + file);
    command.addAll(flags);
    return start(new ProcessBuilder(command), address);
  }

  /// Whether [#pushgateway] is available on this machine.
  public static boolean hasPushgateway() {
    return Files.isExecutable(PUSHGATEWAY);
  }

  /// Runs one of Sluice's tools and returns its exit code, a space, and its output.
  public static String tool(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = GatewayCommand.of(List.of(), arguments);
    Program.Outcome outcome = Program.run(new ProcessBuilder(command).redirectErrorStream(true));
    return outcome.exitCode() + " " + outcome.stdout();
  }

  /// Pushes `body` by PUT, which must be accepted.
  public void push(String path, String body) {
    HttpResponse<String> answer = send("PUT", path, body);
    if (answer.statusCode() != 200) {
      throw new AssertionError("push not accepted: path=%s %s".formatted(path, said(answer)));
    }
  }

  /// Pushes `body` of this media type by PUT, which must be accepted.
  public void push(String path, String mediaType, byte[] body) {
    HttpResponse<String> answer =
        http.send(
            "PUT",
            path,
            Map.of("Content-Type", mediaType),
            BodyPublishers.ofByteArray(body),
            Http.text());
    if (answer.statusCode() != 200) {
      throw new AssertionError("push not accepted: path=%s %s".formatted(path, said(answer)));
    }
  }

  /// The result of a scrape in the text format.
  public String scrape() {
    HttpResponse<String> answer = get("/metrics");
    if (answer.statusCode() != 200) {
      throw new AssertionError("not scraped: " + said(answer));
    }
    return answer.body();
  }

  /// The result of a scrape that accepts `mediaType`.
  public byte[] scrape(String mediaType) {
    HttpResponse<byte[]> answer =
        http.send(
            "GET",
            "/metrics",
            Map.of("Accept", mediaType),
            BodyPublishers.noBody(),
            BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new AssertionError("not scraped: status=" + answer.statusCode());
    }
    return answer.body();
  }

  private static String said(HttpResponse<String> answer) {
    return "status=" + answer.statusCode() + " body=" + answer.body();
  }

  /// The answer to a GET.
  ///
  /// @throws java.io.UncheckedIOException when there is none
  public HttpResponse<String> get(String path) {
    return http.get(path);
  }

  /// The answer to a request.
  ///
  /// @throws java.io.UncheckedIOException when there is none
  public HttpResponse<String> send(String method, String path, String body) {
    return http.send(method, path, body);
  }

  /// The answer to a request with these headers.
  ///
  /// @throws java.io.UncheckedIOException when there is none
  public HttpResponse<String> send(
      String method, String path, Map<String, String> headers, String body) {
    return http.send(method, path, headers, body);
  }

  /// A new connection for requests byte by byte; the caller closes it. Its targets begin with
  /// [#prefix()].
  public RawHttp connect() {
    return new RawHttp(port());
  }

  /// A connection for bytes that may not be a request; the caller closes it.
  public Socket openSocket() throws IOException {
    var socket = new Socket();
    socket.setSoTimeout(SOCKET_LIMIT_MILLIS);
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), SOCKET_LIMIT_MILLIS);
    return socket;
  }

  /// The output of a shell that runs `command`, in which `$URL` is this gateway's.
  public String shell(String command) throws IOException, InterruptedException {
    return Program.run(Path.of("."), Map.of("URL", url()), List.of("sh", "-c", command)).orFail();
  }

  /// Host and port.
  public String address() {
    return address;
  }

  public int port() {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  /// The prefix of every path according to `--web.route-prefix`; empty without it.
  public String prefix() {
    return prefix;
  }

  /// The URL, without a slash at the end.
  public String url() {
    return "http://" + address + prefix;
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
    return process.log();
  }

  /// Sends the signal of this name, such as `HUP`.
  public void signal(String name) throws IOException, InterruptedException {
    process.signal(name);
  }

  /// Ends it like a crash, with SIGKILL.
  public void kill() {
    process.kill();
  }

  /// Sends SIGTERM and returns the exit code.
  public int stop() throws InterruptedException {
    return process.stop();
  }

  /// Waits until it has ended on its own or by a signal, and returns its exit code.
  public int awaitEnd() throws InterruptedException {
    return process.awaitEnd();
  }

  /// Requests its end, and kills it if it does not end.
  @Override
  public void close() {
    http.close();
    process.close();
  }
}
