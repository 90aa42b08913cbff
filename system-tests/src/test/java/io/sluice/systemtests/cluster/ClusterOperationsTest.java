package io.sluice.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.FreePort;
import io.sluice.systemtests.harness.Gateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The operations in docs/cluster.md, with the command and with requests, on three nodes with
/// client certificates.
class ClusterOperationsTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private final Cluster cluster = new Cluster(LIMIT);
  private final List<ClusterNode> nodes = cluster.nodes();
  private final List<String> addresses = new ArrayList<>();

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void operations_ofTheDocs_work() throws Exception {
    makeCertificates("ca");
    startThree();
    assertThat(nodes.getFirst().put("kept", "m 1\n")).isEqualTo(200);

    // status, and the same as a request
    ClusterNode a = nodes.getFirst();
    String printed = tool(a, "status");
    assertThat(printed).startsWith("0 ");
    JsonNode status = JSON.readTree(printed.substring(2)).path("data");
    assertThat(status.path("node").asText()).isEqualTo("a");
    assertThat(status.path("ready").asBoolean()).isTrue();
    assertThat(members(a)).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(status.path("id")).isEqualTo(a.clusterStatus().path("id"));

    // transfer by command and by request, on any node
    assertThat(tool(a, "transfer", "b")).startsWith("0 ");
    cluster.await(() -> nodes.stream().allMatch(node -> leader(node).equals("b")));
    assertThat(a.status("POST", "/api/v1/admin/cluster/transfer?node=c")).isEqualTo(200);
    cluster.await(() -> nodes.stream().allMatch(node -> leader(node).equals("c")));
    assertThat(tool(a, "transfer", "nobody")).startsWith("1 sluice: error: HTTP 503");
    assertThat(a.status("POST", "/api/v1/admin/cluster/transfer")).isEqualTo(400);

    // add
    addresses.add("d=127.0.0.1:" + FreePort.find());
    ClusterNode d = startNode("d", addresses.getLast(), addresses, "ca");
    cluster.add(d);
    cluster.await(() -> wantsToBeAdded(d));
    assertThat(tool(a, "add", addresses.getLast())).startsWith("0 ");
    cluster.await(d::isReady);
    assertThat(members(d)).containsExactlyInAnyOrder("a", "b", "c", "d");
    assertThat(d.text("/metrics")).contains("m{instance=\"\",job=\"kept\"} 1");
    assertThat(tool(a, "add", "nonsense")).startsWith("1 sluice: error: ");
    assertThat(a.status("POST", "/api/v1/admin/cluster/add?node=x")).isEqualTo(400);

    // remove, also of the leader
    assertThat(tool(a, "remove", "d")).startsWith("0 ");
    assertThat(members(a)).containsExactlyInAnyOrder("a", "b", "c");
    cluster.await(() -> d.status("/-/ready") != 200);
    cluster.remove(d);
    addresses.removeLast();
    assertThat(tool(a, "remove", "nobody")).startsWith("1 ");

    // replace a node that lost its disk
    ClusterNode b = nodes.get(1);
    String before = incarnation(a, "b");
    b.kill();
    delete(folder.resolve("b"));
    b.restart();
    cluster.await(() -> wantsToBeAdded(b));
    assertThat(b.put("early", "m 1\n")).isEqualTo(503);
    assertThat(tool(a, "add", addresses.get(1))).startsWith("0 ");
    cluster.await(b::isReady);
    assertThat(incarnation(a, "b")).isNotEqualTo(before);
    assertThat(b.text("/metrics")).contains("m{instance=\"\",job=\"kept\"} 1");

    // drain hands the leadership over, and the node is no longer ready
    assertThat(tool(a, "transfer", "a")).startsWith("0 ");
    cluster.await(() -> leader(b).equals("a"));
    assertThat(tool(a, "drain")).startsWith("0 ");
    cluster.await(() -> !leader(b).equals("a") && !leader(b).isEmpty());
    assertThat(a.text("/-/ready")).contains("draining");
    assertThat(a.put("drained", "m 1\n")).isEqualTo(200);

    // backup: stop a node, export, start it; the others serve
    assertThat(a.stop()).isZero();
    assertThat(b.put("meanwhile", "m 1\n")).isEqualTo(200);
    Path backup = folder.resolve("backup");
    assertThat(export("a", backup)).startsWith("0 ");
    a.restart();
    cluster.awaitReady();
    assertThat(a.text("/metrics")).contains("job=\"meanwhile\"");
    assertThat(export("a", folder.resolve("other"))).as("in use").startsWith("1 ");

    // restore into a new cluster
    for (ClusterNode node : nodes) {
      assertThat(node.stop()).as(node.log()).isZero();
      delete(folder.resolve(node.name()));
    }
    assertThat(
            Gateway.tool(
                List.of(
                    "cluster",
                    "import",
                    "--node=a",
                    "--data=" + folder.resolve("a"),
                    backup.toString())))
        .startsWith("0 ");
    nodes.forEach(ClusterNode::restart);
    cluster.awaitReady();
    for (ClusterNode node : nodes) {
      assertThat(node.text("/metrics"))
          .contains("job=\"kept\"", "job=\"drained\"")
          .doesNotContain("job=\"meanwhile\"");
    }
  }

  // Would catch a node that accepts connections without a valid certificate.
  @Test
  void strangers_areRefused() throws Exception {
    makeCertificates("ca");
    startThree();
    String port = addresses.getFirst().substring(addresses.getFirst().lastIndexOf(':') + 1);
    String good = "-CAfile ca.crt -cert node.crt -key node.key";
    assertThat(handshake(port, good))
        .contains("Verify return code: 0 (ok)")
        .doesNotContain("alert");
    assertThat(handshake(port, "-CAfile ca.crt")).contains("alert");
    makeCertificates("stranger");
    assertThat(handshake(port, "-CAfile ca.crt -cert stranger-node.crt -key stranger-node.key"))
        .contains("alert");

    // Certificates of another CA, and no certificate.
    addresses.add("d=127.0.0.1:" + FreePort.find());
    ClusterNode stranger = startNode("d", addresses.getLast(), addresses, "stranger");
    cluster.add(stranger);
    cluster.await(() -> stranger.status("/-/ready") == 503);
    String listen = "127.0.0.1:" + FreePort.find();
    List<String> peers = new ArrayList<>(addresses);
    peers.add("e=" + listen);
    ClusterNode without = ClusterNode.start("e", ClusterNode.flags("e", folder, listen, peers));
    cluster.add(without);
    cluster.await(() -> without.status("/-/ready") == 503);
    ClusterNode a = nodes.getFirst();
    for (ClusterNode one : List.of(stranger, without)) {
      assertThat(one.put("strange", "m 1\n")).as(one.name()).isEqualTo(503);
    }
    assertThat(tool(a, "add", addresses.getLast())).startsWith("1 ");
    assertThat(members(a)).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(a.put("own", "m 1\n")).isEqualTo(200);
    assertThat(nodes.get(1).text("/metrics")).contains("job=\"own\"").doesNotContain("strange");
    assertOtherClusterIsNotAdded();
  }

  // Would catch a node with a valid certificate but another cluster's folder that participates.
  private void assertOtherClusterIsNotAdded() throws Exception {
    String other = "x=127.0.0.1:" + FreePort.find();
    ClusterNode x = startNode("x", other, List.of(other), "ca");
    cluster.add(x);
    cluster.await(x::isReady);
    ClusterNode a = nodes.getFirst();
    assertThat(x.clusterStatus().path("id")).isNotEqualTo(a.clusterStatus().path("id"));
    assertThat(x.put("theirs", "m 1\n")).isEqualTo(200);
    assertThat(tool(a, "add", other)).startsWith("1 ");
    assertThat(members(a)).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(members(x)).containsExactly("x");
    assertThat(a.text("/metrics")).doesNotContain("theirs");
  }

  private void startThree() throws Exception {
    for (String name : List.of("a", "b", "c")) {
      addresses.add(name + "=127.0.0.1:" + FreePort.find());
    }
    for (String address : addresses) {
      cluster.add(startNode(address.substring(0, 1), address, addresses, "ca"));
    }
    cluster.awaitReady();
  }

  /// @param ca the CA that signed the certificate of the node
  private ClusterNode startNode(String name, String address, List<String> peers, String ca)
      throws IOException {
    String prefix = ca.equals("ca") ? "node" : ca + "-node";
    String listen = address.substring(address.indexOf('=') + 1);
    List<String> flags = ClusterNode.flags(name, folder, listen, peers);
    flags.add("--cluster.tls-ca=" + folder.resolve(ca + ".crt"));
    flags.add("--cluster.tls-cert=" + folder.resolve(prefix + ".crt"));
    flags.add("--cluster.tls-key=" + folder.resolve(prefix + ".key"));
    return ClusterNode.start(name, flags);
  }

  /// Creates a CA, and a certificate for 127.0.0.1 that it signed.
  private void makeCertificates(String ca) throws Exception {
    String node = ca.equals("ca") ? "node" : ca + "-node";
    shell(
        "openssl req -x509 -nodes -days 2 -newkey rsa:2048 -subj /CN=%1$s -keyout %1$s.key -out %1$s.crt"
            .formatted(ca));
    shell(
        "openssl req -nodes -newkey rsa:2048 -subj /CN=%1$s -keyout %1$s.key -out %1$s.csr"
            .formatted(node));
    Files.writeString(folder.resolve("names"), "subjectAltName=IP:127.0.0.1");
    shell(
        "openssl x509 -req -days 2 -in %1$s.csr -CA %2$s.crt -CAkey %2$s.key -set_serial 7 -extfile names -out %1$s.crt"
            .formatted(node, ca));
  }

  /// The output of OpenSSL about a connection to the nodes' port.
  private String handshake(String port, String options) throws Exception {
    return shellPrinting(
        "(sleep 2) | openssl s_client -alpn h2 -connect 127.0.0.1:%s %s 2>&1"
            .formatted(port, options));
  }

  private void shell(String command) throws Exception {
    assertThat(shellPrinting(command + " 2>&1 && echo done")).endsWith("done\n");
  }

  private String shellPrinting(String command) throws Exception {
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return printed;
  }

  private static String tool(ClusterNode node, String... words) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("cluster"));
    arguments.addAll(List.of(words));
    arguments.add("--url=http://127.0.0.1:" + node.port());
    return Gateway.tool(arguments);
  }

  private String export(String name, Path file) throws Exception {
    return Gateway.tool(
        List.of("cluster", "export", "--data=" + folder.resolve(name), file.toString()));
  }

  /// Whether the node reports that it waits to be added to a cluster.
  private static boolean wantsToBeAdded(ClusterNode node) {
    return node.status("/-/ready") != 0 && node.text("/-/ready").contains("sluice cluster add");
  }

  private static String leader(ClusterNode node) {
    return node.clusterStatus().path("leader").asText("");
  }

  private static List<String> members(ClusterNode node) {
    return StreamSupport.stream(node.clusterStatus().path("members").spliterator(), false)
        .map(member -> member.path("name").asText())
        .toList();
  }

  private static String incarnation(ClusterNode node, String name) {
    return StreamSupport.stream(node.clusterStatus().path("members").spliterator(), false)
        .filter(member -> member.path("name").asText().equals(name))
        .map(member -> member.path("incarnation").asText())
        .findFirst()
        .orElseThrow();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
