package io.sluice.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three gateways as one: faults while pushers go through all of them, with every acknowledged push
/// checked afterwards.
class ClusterTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private List<ClusterNode> nodes = List.of();

  @AfterEach
  void stop() {
    nodes.forEach(ClusterNode::close);
  }

  // Would catch an acknowledged push that a new leader does not have, and one that a retry applies
  // twice.
  @Test
  void push_leadersKilled_losesNothingAndCountsEachOnce() throws Exception {
    startAndAwait();
    var load = new ClusterLoad(nodes, 4);
    load.start();
    for (int kills = 0; kills < 3; kills++) {
      load.awaitMore(50);
      ClusterNode leader = leader();
      leader.kill();
      load.awaitMore(50);
      leader.restart();
      awaitReady();
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
    awaitReady();
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
      awaitReady();
    }
    load.finish();
    load.check();
  }

  // Would catch a 200 that is not on a majority, and a request that hangs.
  @Test
  void push_noMajority_is503InTimeAndAcceptedAfterIt() throws Exception {
    startAndAwait();
    assertThat(put(nodes.getFirst(), "before", "m 1\n")).isEqualTo(200);
    nodes.get(1).kill();
    nodes.get(2).kill();
    assertThat(put(nodes.getFirst(), "lost", "m 2\n")).isEqualTo(503);
    assertThat(nodes.getFirst().status("/metrics")).isEqualTo(503);
    await(() -> nodes.getFirst().status("/-/ready") == 503);
    assertThat(nodes.getFirst().status("/-/healthy")).isEqualTo(200);

    nodes.get(1).restart();
    await(() -> nodes.getFirst().isReady() && nodes.get(1).isReady());
    assertThat(put(nodes.get(1), "after", "m 3\n")).isEqualTo(200);
    assertThat(text(nodes.getFirst(), "/metrics"))
        .contains("m{instance=\"\",job=\"before\"} 1", "m{instance=\"\",job=\"after\"} 3");
  }

  // Would catch a scrape of a cut-off or frozen leader that shows an old value.
  @Test
  void scrape_frozenLeaderGoesOn_showsWhatWasAcknowledgedMeanwhile() throws Exception {
    startAndAwait();
    assertThat(put(nodes.getFirst(), "j", "m 1\n")).isEqualTo(200);
    ClusterNode leader = leader();
    ClusterNode other = nodes.stream().filter(node -> node != leader).findFirst().orElseThrow();
    signal(leader, "STOP");
    await(() -> put(other, "j", "m 2\n") == 200);
    signal(leader, "CONT");
    await(() -> leader.status("/metrics") == 200);
    assertThat(text(leader, "/metrics")).contains("m{instance=\"\",job=\"j\"} 2");
  }

  // Would catch anything that is lost on the way from one node to three and back.
  @Test
  void importAndExport_fromOneNodeAndBack_keepsAll() throws Exception {
    Path file = folder.resolve("single");
    String before;
    try (Gateway single = Gateway.sluice(List.of("--persistence.file=" + file))) {
      try (RawHttp http = single.connect()) {
        for (int i = 0; i < 50; i++) {
          var push =
              new RawHttp.Request(
                  "PUT",
                  "/metrics/job/j" + i,
                  List.of(),
                  ("m " + i + "\n").getBytes(StandardCharsets.UTF_8));
          assertThat(http.send(push).status()).isEqualTo(200);
        }
        before = pushed(http.get("/metrics").text());
      }
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
      assertThat(pushed(text(node, "/metrics"))).as(node.name()).isEqualTo(before);
    }
    assertThat(put(nodes.getFirst(), "new", "m 99\n")).isEqualTo(200);
    String grown = pushed(text(nodes.get(2), "/metrics"));
    for (ClusterNode node : nodes) {
      assertThat(node.stop()).as(node.log()).isZero();
    }
    Path exported = folder.resolve("exported");
    assertThat(
            Gateway.tool(
                List.of("cluster", "export", "--data=" + folder.resolve("c"), exported.toString())))
        .startsWith("0 ");
    try (Gateway single = Gateway.sluice(List.of("--persistence.file=" + exported));
        RawHttp http = single.connect()) {
      assertThat(pushed(http.get("/metrics").text())).isEqualTo(grown);
    }
  }

  private void startAndAwait() throws Exception {
    nodes = ClusterNode.startThree(folder, List.of());
    awaitReady();
  }

  private void awaitReady() throws InterruptedException {
    await(() -> nodes.stream().allMatch(ClusterNode::isReady));
  }

  private void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        var logs = new StringBuilder();
        nodes.forEach(node -> logs.append(node.name()).append(":\n").append(node.log()));
        throw new AssertionError("not in time\n" + logs);
      }
      Thread.sleep(50);
    }
  }

  private ClusterNode leader() throws InterruptedException {
    var found = new ArrayList<ClusterNode>();
    await(
        () -> {
          for (ClusterNode node : nodes) {
            if (node.status("/api/v1/cluster") == 200) {
              String leader = data(node).path("leader").asText("");
              nodes.stream().filter(one -> one.name().equals(leader)).forEach(found::add);
            }
          }
          return !found.isEmpty();
        });
    return found.getFirst();
  }

  private static JsonNode data(ClusterNode node) {
    try {
      return JSON.readTree(text(node, "/api/v1/cluster")).path("data");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int put(ClusterNode node, String job, String body) {
    try (RawHttp http = new RawHttp(node.port())) {
      return http.send(
              new RawHttp.Request(
                  "PUT", "/metrics/job/" + job, List.of(), body.getBytes(StandardCharsets.UTF_8)))
          .status();
    }
  }

  private static String text(ClusterNode node, String path) {
    try (RawHttp http = new RawHttp(node.port())) {
      return http.get(path).text();
    }
  }

  /// The lines of what was pushed, without the gateway's own metrics.
  private static String pushed(String scrape) {
    return scrape.lines().filter(line -> line.contains("job=\"")).collect(Collectors.joining("\n"));
  }

  private static void signal(ClusterNode node, String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(node.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }
}
