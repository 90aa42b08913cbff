package io.sluice.systemtests.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sluice.FreePort;
import io.sluice.systemtests.harness.GatewayCommand;
import io.sluice.systemtests.harness.RawHttp;
import io.sluice.systemtests.harness.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A node of a cluster on loopback, or in a namespace of a [ClusterNetwork]. It can be killed and
/// restarted on the same ports.
final class ClusterNode implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WEB_PORT = 9091;
  private static final int NODES_PORT = 9095;

  private final String name;
  private final List<String> wrapper;
  private final String host;
  private final int port;
  private final List<String> flags;
  private final Path log;
  private Path jar = GatewayCommand.jar();
  private ServerProcess process;

  private ClusterNode(
      String name, List<String> wrapper, String host, int port, List<String> flags, Path log) {
    this.name = name;
    this.wrapper = wrapper;
    this.host = host;
    this.port = port;
    this.flags = flags;
    this.log = log;
    this.process = start();
  }

  /// Starts the nodes a, b and c with folders in `folder`, and does not wait for them.
  static List<ClusterNode> startThree(Path folder, List<String> flags) throws IOException {
    return startThree(folder, flags, Map.of());
  }

  /// @param wrappers prefixes for the commands of nodes, by their names
  static List<ClusterNode> startThree(
      Path folder, List<String> flags, Map<String, List<String>> wrappers) throws IOException {
    List<String> names = List.of("a", "b", "c");
    List<Integer> ports = new ArrayList<>();
    List<String> peers = new ArrayList<>();
    for (String name : names) {
      ports.add(FreePort.find());
      peers.add(name + "=127.0.0.1:" + ports.getLast());
    }
    List<ClusterNode> nodes = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      List<String> all = flags(names.get(i), folder, "127.0.0.1:" + ports.get(i), peers);
      all.addAll(flags);
      Path log = Files.createTempFile("node-" + names.get(i), ".log");
      nodes.add(
          new ClusterNode(
              names.get(i),
              wrappers.getOrDefault(names.get(i), List.of()),
              "127.0.0.1",
              FreePort.find(),
              all,
              log));
    }
    return nodes;
  }

  /// Starts one node on loopback with exactly these flags of the cluster.
  static ClusterNode start(String name, List<String> flags) throws IOException {
    Path log = Files.createTempFile("node-" + name, ".log");
    return new ClusterNode(name, List.of(), "127.0.0.1", FreePort.find(), flags, log);
  }

  /// Starts a node in each namespace of `network`, with a folder of its name in `folder`, and does
  /// not wait for them.
  static List<ClusterNode> startAll(ClusterNetwork network, Path folder, List<String> flags)
      throws IOException {
    List<String> peers =
        network.names().stream()
            .map(name -> name + "=" + network.address(name) + ":" + NODES_PORT)
            .toList();
    List<ClusterNode> nodes = new ArrayList<>();
    for (String name : network.names()) {
      List<String> all = flags(name, folder, network.address(name) + ":" + NODES_PORT, peers);
      all.add("--cluster.insecure");
      all.addAll(flags);
      Path log = Files.createTempFile("node-" + name, ".log");
      nodes.add(
          new ClusterNode(name, network.runIn(name), network.address(name), WEB_PORT, all, log));
    }
    return nodes;
  }

  /// The flags of a node with a folder of its name in `folder`.
  ///
  /// @param listen the address for the other nodes
  /// @param peers the members, each as `NAME=ADDRESS`
  static List<String> flags(String name, Path folder, String listen, List<String> peers) {
    return new ArrayList<>(
        List.of(
            "--cluster.node=" + name,
            "--cluster.data=" + folder.resolve(name),
            "--cluster.listen=" + listen,
            "--cluster.peers=" + String.join(",", peers),
            "--web.enable-admin-api",
            "--web.enable-lifecycle"));
  }

  String name() {
    return name;
  }

  int port() {
    return port;
  }

  RawHttp connect() {
    return new RawHttp(host, port);
  }

  /// @param limit the time limit for an answer
  RawHttp connect(Duration limit) {
    return new RawHttp(host, port, limit);
  }

  Socket openSocket() throws IOException {
    return new Socket(InetAddress.getByName(host), port);
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// Whether the node answers that it is ready.
  boolean isReady() {
    return process.isAlive() && status("/-/ready") == 200;
  }

  /// The status of a GET, 0 if there was no answer.
  int status(String path) {
    return status("GET", path);
  }

  /// The status of a request without a body, 0 if there was no answer.
  int status(String method, String path) {
    return status(new RawHttp.Request(method, path, List.of(), null));
  }

  /// The status of the answer to a request, 0 if there was none.
  int status(RawHttp.Request request) {
    try (RawHttp http = connect()) {
      return http.send(request).status();
    } catch (UncheckedIOException _) {
      return 0;
    }
  }

  /// Pushes `body` to the group of `job`, which may be followed by parameters.
  ///
  /// @return the status of the answer, 0 if there was none
  int put(String job, String body) {
    return status(
        new RawHttp.Request(
            "PUT", "/metrics/job/" + job, List.of(), body.getBytes(StandardCharsets.UTF_8)));
  }

  /// The body of the answer to a GET.
  String text(String path) {
    try (RawHttp http = connect()) {
      return http.get(path).text();
    }
  }

  /// The node's status of the cluster; a missing value if it does not answer.
  JsonNode clusterStatus() {
    return clusterStatus(RawHttp.LIMIT);
  }

  /// The same within a limit.
  JsonNode clusterStatus(Duration limit) {
    try (RawHttp http = connect(limit)) {
      return JSON.readTree(http.get("/api/v1/cluster").text()).path("data");
    } catch (IOException | UncheckedIOException _) {
      return MissingNode.getInstance();
    }
  }

  /// The node's output to stdout and stderr since it was first started.
  String log() {
    return process.log();
  }

  /// Sends the process a signal: `STOP` freezes it, `CONT` resumes it.
  void signal(String signal) throws IOException, InterruptedException {
    process.signal(signal);
  }

  /// Ends the process like a crash.
  void kill() {
    process.kill();
  }

  /// Sends SIGTERM and returns the exit code.
  int stop() throws InterruptedException {
    return process.stop();
  }

  /// Starts the process again.
  void restart() {
    process = start();
  }

  /// Starts the process again, with another build.
  void restartFrom(Path other) {
    jar = other;
    restart();
  }

  @Override
  public void close() {
    process.kill();
    process.close();
  }

  private ServerProcess start() {
    List<String> arguments = new ArrayList<>();
    arguments.add("--web.listen-address=" + host + ":" + port);
    arguments.addAll(flags);
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(GatewayCommand.ofJar(jar, List.of("-Xmx256m"), arguments));
    return ServerProcess.start(new ProcessBuilder(command), log);
  }
}
