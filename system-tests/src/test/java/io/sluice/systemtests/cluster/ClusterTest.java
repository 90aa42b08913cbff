package io.sluice.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.GatewayCommand;
import io.sluice.systemtests.harness.Program;
import io.sluice.systemtests.harness.RawHttp;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A cluster of three gateways: faults while pushers use all of them; afterwards every acknowledged
/// push is checked.
class ClusterTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String SUM = "# TYPE s counter\ns 7\n";

  @TempDir private Path folder;

  private final Cluster cluster = new Cluster(LIMIT);
  private final List<ClusterNode> nodes = cluster.nodes();

  @AfterEach
  void stop() {
    cluster.close();
  }

  // Would catch an acknowledged push that a new leader does not have, or that a retry applies
  // twice.
  @Test
  void push_leadersKilled_losesNothingAndCountsEachOnce() throws Exception {
    startAndAwait();
    var load = new ClusterLoad(nodes, 4);
    load.start();
    for (int kills = 0; kills < 3; kills++) {
      load.awaitMore(50);
      ClusterNode leader = cluster.leader();
      leader.kill();
      load.awaitMore(50);
      leader.restart();
      cluster.awaitReady();
    }
    load.finish();
    load.check();
  }

  @Test
  void push_allKilledUnderLoad_losesNothing() throws Exception {
    startAndAwait();
    var load = new ClusterLoad(nodes, 4);
    load.start();
    load.awaitMore(100);
    for (ClusterNode node : nodes) {
      node.kill();
    }
    nodes.forEach(ClusterNode::restart);
    cluster.awaitReady();
    load.awaitMore(50);
    load.finish();
    load.check();
  }

  @Test
  void push_nodesRestartedOneByOne_losesNothing() throws Exception {
    startAndAwait();
    var load = new ClusterLoad(nodes, 4);
    load.start();
    for (ClusterNode node : nodes) {
      load.awaitMore(50);
      assertThat(node.stop()).as(node.name()).isZero();
      node.restart();
      cluster.awaitReady();
    }
    load.finish();
    load.check();
  }

  // Would catch a 200 for a push that a majority does not have, and a request that hangs.
  @Test
  void push_noMajority_is503InTimeAndAcceptedAfterIt() throws Exception {
    startAndAwait();
    assertThat(nodes.getFirst().put("before", "m 1\n")).isEqualTo(200);
    nodes.get(1).kill();
    nodes.get(2).kill();
    assertThat(nodes.getFirst().put("lost", "m 2\n")).isEqualTo(503);
    assertThat(nodes.getFirst().status("/metrics")).isEqualTo(503);
    cluster.await(() -> nodes.getFirst().status("/-/ready") == 503);
    assertThat(nodes.getFirst().status("/-/healthy")).isEqualTo(200);

    nodes.get(1).restart();
    cluster.await(() -> nodes.getFirst().isReady() && nodes.get(1).isReady());
    assertThat(nodes.get(1).put("after", "m 3\n")).isEqualTo(200);
    assertThat(nodes.getFirst().text("/metrics"))
        .contains("m{instance=\"\",job=\"before\"} 1", "m{instance=\"\",job=\"after\"} 3");
  }

  // Would catch a scrape of a cut-off or frozen leader that shows an old value.
  @Test
  void scrape_frozenLeaderGoesOn_showsWhatWasAcknowledgedMeanwhile() throws Exception {
    startAndAwait();
    assertThat(nodes.getFirst().put("j", "m 1\n")).isEqualTo(200);
    ClusterNode leader = cluster.leader();
    ClusterNode other = cluster.othersThan(leader).getFirst();
    leader.signal("STOP");
    cluster.await(() -> other.put("j", "m 2\n") == 200);
    leader.signal("CONT");
    cluster.await(() -> leader.status("/metrics") == 200);
    assertThat(leader.text("/metrics")).contains("m{instance=\"\",job=\"j\"} 2");
  }

  // Would catch a key that only the node that received the push remembers.
  @Test
  void push_answerLostAndSentToOtherNodes_isCountedOnce() throws Exception {
    startAndAwait();
    for (ClusterNode node : nodes) {
      sendUnanswered(node, "/aggregate/metrics/job/" + node.name(), node.name());
    }
    ClusterNode leader = cluster.leader();
    for (ClusterNode node : nodes) {
      for (ClusterNode other : nodes) {
        assertThat(add(other, node.name(), node.name())).isEqualTo(200);
      }
    }
    leader.kill();
    ClusterNode left = cluster.othersThan(leader).getFirst();
    for (ClusterNode node : nodes) {
      cluster.await(() -> add(left, node.name(), node.name()) == 200);
      assertThat(left.text("/metrics"))
          .contains("s{instance=\"\",job=\"%s\"} 7\n".formatted(node.name()));
    }
    assertThat(add(left, "a", "another")).isEqualTo(200);
    assertThat(left.text("/metrics")).contains("s{instance=\"\",job=\"a\"} 14\n");
  }

  // Would catch push times that decrease, groups that expire and keys that are forgotten when the
  // clock of the next leader differs.
  @Test
  void leader_clockAhead_timeNeverFallsAndNothingIsForgotten() throws Exception {
    List<String> show = List.of("faketime", "-f", "+10m", "printenv", "LD_PRELOAD");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/faketime")), "needs Debian's faketime");
    String library = Program.run(folder, Map.of(), show).orFail().strip();
    List<String> ahead = List.of("env", "LD_PRELOAD=" + library, "FAKETIME=+10m");
    cluster.addAll(ClusterNode.startThree(folder, List.of(), Map.of("c", ahead)));
    cluster.awaitReady();
    ClusterNode a = nodes.getFirst();
    ClusterNode c = nodes.get(2);

    transferTo("a");
    assertThat(a.put("kept?ttl=1h", "m 1\n")).isEqualTo(200);
    assertThat(add(a, "sum", "key")).isEqualTo(200);
    assertThat(a.put("j", "m 1\n")).isEqualTo(200);
    double before = pushTime(a);

    transferTo("c");
    assertThat(a.put("j", "m 2\n")).isEqualTo(200);
    double during = pushTime(a);
    assertThat(during).as("the clock of the leader counts").isGreaterThan(before + 500);

    c.kill();
    cluster.await(() -> a.put("j", "m 3\n") == 200);
    assertThat(pushTime(a)).isGreaterThanOrEqualTo(during).isLessThan(during + 500);
    assertThat(add(a, "sum", "key")).isEqualTo(200);
    assertThat(a.text("/metrics"))
        .contains("m{instance=\"\",job=\"kept\"} 1\n", "s{instance=\"\",job=\"sum\"} 7\n");
  }

  // Would catch a build that cannot follow the previous one, and one that accepts entries that it
  // cannot read.
  @Test
  void nodes_ofTwoBuilds_followEachOtherUntilAllAreUpgraded() throws Exception {
    Path earlier = GatewayCommand.jar();
    Path later = LaterBuild.of(folder.resolve("later"));
    startAndAwait();
    var load = new ClusterLoad(nodes, 4);
    load.start();
    load.awaitMore(20);
    ClusterNode c = nodes.get(2);
    transferTo("a");
    assertThat(c.stop()).isZero();
    c.restartFrom(later);
    cluster.awaitReady();
    load.awaitMore(50);
    assertThat(nodes).allMatch(ClusterNode::isAlive);

    // It could write entries that the others cannot read.
    transferTo("c");
    load.awaitMore(50);
    assertThat(nodes).allMatch(ClusterNode::isAlive);
    for (ClusterNode node : nodes.subList(0, 2)) {
      assertThat(node.stop()).isZero();
      node.restartFrom(later);
      cluster.awaitReady();
    }

    // Now it writes them, and a node of the earlier version cannot follow any more.
    transferTo("c");
    cluster.await(() -> c.log().contains("all nodes read newer log entries"));
    load.awaitMore(50);
    ClusterNode a = nodes.getFirst();
    assertThat(a.stop()).isZero();
    a.restartFrom(earlier);
    cluster.await(() -> !a.isAlive());
    assertThat(a.log()).contains("was written by a later version of Sluice: format=2 supported=1");
    a.restartFrom(later);
    cluster.awaitReady();
    load.awaitMore(50);
    load.finish();
    load.check();
  }

  // Would catch data that is lost from one node to three and back.
  @Test
  void importAndExport_fromOneNodeAndBack_keepsAll() throws Exception {
    Path file = folder.resolve("single");
    String before;
    try (Gateway single = Gateway.start("--persistence.file=" + file)) {
      for (int i = 0; i < 50; i++) {
        single.push("/metrics/job/j" + i, "m " + i + "\n");
      }
      before = pushed(single.scrape());
    }
    assertThat(
            Gateway.tool(
                List.of(
                    "cluster",
                    "import",
                    "--node=b",
                    "--data=" + folder.resolve("b"),
                    file.toString())))
        .startsWith("0 ");
    startAndAwait();
    for (ClusterNode node : nodes) {
      assertThat(pushed(node.text("/metrics"))).as(node.name()).isEqualTo(before);
    }
    assertThat(nodes.getFirst().put("new", "m 99\n")).isEqualTo(200);
    String grown = pushed(nodes.get(2).text("/metrics"));
    for (ClusterNode node : nodes) {
      assertThat(node.stop()).as(node.log()).isZero();
    }
    Path exported = folder.resolve("exported");
    assertThat(
            Gateway.tool(
                List.of("cluster", "export", "--data=" + folder.resolve("c"), exported.toString())))
        .startsWith("0 ");
    try (Gateway single = Gateway.start("--persistence.file=" + exported)) {
      assertThat(pushed(single.scrape())).isEqualTo(grown);
    }
  }

  private void startAndAwait() throws Exception {
    cluster.addAll(ClusterNode.startThree(folder, List.of()));
    cluster.awaitReady();
  }

  private void transferTo(String name) {
    cluster.await(
        () -> {
          nodes.getFirst().status("POST", "/api/v1/admin/cluster/transfer?node=" + name);
          return nodes.getFirst().clusterStatus().path("leader").asText("").equals(name);
        });
  }

  /// Sends a push, and disconnects without reading the answer once another node exposes it.
  private void sendUnanswered(ClusterNode node, String path, String key) throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
      String head =
          "POST %s HTTP/1.1\r\nHost: sluice\r\nIdempotency-Key: %s\r\nContent-Length: %d\r\n\r\n"
              .formatted(path, key, SUM.length());
      socket.getOutputStream().write((head + SUM).getBytes(StandardCharsets.US_ASCII));
      ClusterNode other = nodes.get((nodes.indexOf(node) + 1) % nodes.size());
      cluster.await(() -> other.text("/metrics").contains("job=\"" + node.name() + "\"} 7\n"));
    }
  }

  private static int add(ClusterNode node, String job, String key) {
    return node.status(
        new RawHttp.Request(
            "POST",
            "/aggregate/metrics/job/" + job,
            List.of(new RawHttp.Header("Idempotency-Key", key)),
            SUM.getBytes(StandardCharsets.UTF_8)));
  }

  private static double pushTime(ClusterNode node) {
    String name = "push_time_seconds{instance=\"\",job=\"j\"} ";
    return node.text("/metrics")
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElseThrow();
  }

  /// The lines of the pushed metrics, without the gateway's own metrics.
  private static String pushed(String scrape) {
    return scrape.lines().filter(line -> line.contains("job=\"")).collect(Collectors.joining("\n"));
  }
}
