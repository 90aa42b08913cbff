package io.sluice.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three nodes on a network of their own, and faults in a random order while clients go through all
/// nodes. The history of all operations is checked afterwards.
///
/// `-Dsluice.cluster.FAULT=COUNT` says how often each fault is tried (`system-tests/cluster-soak`).
class ClusterFaultTest {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CLIENTS = 4;
  private static final int SOME = 8;

  /// Enough to fill more than one segment of the log.
  private static final int LARGE_PUSHES = 40;

  private static final int LARGE_BYTES = 500_000;

  /// What is done to the cluster. The leader is the node that leads when the fault begins.
  private enum Fault {
    /// The leader is killed and started again.
    KILL,
    /// The leader and the others do not reach each other.
    PARTITION,
    /// The others do not hear the leader.
    MUTE,
    /// The leader does not hear the others.
    DEAF,
    /// The leader is cut off and joined again in short turns.
    FLAP,
    /// The leader is stopped and goes on after the others have taken over.
    FREEZE,
    /// All nodes are killed at once.
    POWER,
    /// A node is away until the others have purged what it has to know.
    AWAY,
    /// A node loses its folder, and a new one takes its place.
    REPLACE
  }

  @TempDir private Path folder;

  private final long seed = Long.getLong("sluice.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private List<ClusterNode> nodes = List.of();
  private @Nullable ClusterNetwork openNetwork;

  @AfterEach
  void stop() {
    nodes.forEach(ClusterNode::close);
    if (openNetwork != null) {
      openNetwork.close();
    }
  }

  // Would catch an acknowledged push that is lost, one that is applied twice, and a scrape of any
  // node that shows less than was acknowledged before it.
  @Test
  void faults_inAnyOrder_historyIsLinearizable() throws Exception {
    String problem = ClusterNetwork.problem();
    assumeTrue(problem == null, problem);
    System.out.println("ClusterFaultTest: -Dsluice.seed=" + seed);
    ClusterNetwork network = ClusterNetwork.create(List.of("a", "b", "c"));
    openNetwork = network;
    nodes = ClusterNode.startAll(network, folder, List.of("--persistence.interval=2s"));
    awaitReady();
    var clients = new ClusterClients(nodes, CLIENTS, seed);
    clients.start();
    Map<Fault, List<Duration>> silences = new EnumMap<>(Fault.class);
    for (Fault fault : faults()) {
      clients.awaitMore(SOME);
      clients.listen();
      run(fault, network, clients);
      network.heal();
      silences.computeIfAbsent(fault, _ -> new ArrayList<>()).add(clients.silence());
      awaitReady();
    }
    clients.awaitMore(SOME);
    clients.finish();
    clients.check();
    System.out.println("ClusterFaultTest: " + clients.report());
    silences.forEach(ClusterFaultTest::print);
  }

  private List<Fault> faults() {
    List<Fault> faults = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      int count = Integer.getInteger("sluice.cluster." + fault.name().toLowerCase(Locale.ROOT), 1);
      faults.addAll(Collections.nCopies(count, fault));
    }
    Collections.shuffle(faults, random);
    return faults;
  }

  private void run(Fault fault, ClusterNetwork network, ClusterClients clients) throws Exception {
    ClusterNode leader = leader();
    System.out.println("ClusterFaultTest: " + fault + " leader=" + leader.name());
    switch (fault) {
      case KILL -> {
        leader.kill();
        clients.awaitMore(SOME);
        leader.restart();
      }
      case PARTITION -> {
        network.isolate(leader.name());
        awaitOtherThan(leader);
        clients.awaitMore(SOME);
      }
      case MUTE -> {
        network.cutFrom(leader.name());
        clients.awaitMore(SOME);
      }
      case DEAF -> {
        network.cutTo(leader.name());
        clients.awaitMore(SOME);
      }
      case FLAP -> {
        for (int turn = 0; turn < 5; turn++) {
          network.isolate(leader.name());
          Thread.sleep(random.nextInt(1500));
          network.heal();
          Thread.sleep(random.nextInt(500));
        }
        clients.awaitMore(SOME);
      }
      case FREEZE -> {
        leader.signal("STOP");
        awaitOtherThan(leader);
        clients.awaitMore(SOME);
        leader.signal("CONT");
        clients.awaitMore(SOME);
      }
      case POWER -> {
        for (ClusterNode node : nodes) {
          node.signal("STOP");
        }
        for (ClusterNode node : nodes) {
          node.kill();
        }
        nodes.forEach(ClusterNode::restart);
        clients.awaitMore(SOME);
      }
      case AWAY -> leaveAndReturn(any());
      case REPLACE -> {
        ClusterNode node = any();
        replace(node, network.address(node.name()));
      }
    }
  }

  /// Waits until one of the other nodes leads.
  private void awaitOtherThan(ClusterNode leader) throws InterruptedException {
    await(
        () ->
            nodes.stream()
                .filter(node -> node != leader)
                .anyMatch(
                    node -> {
                      String name = data(node).path("leader").asText("");
                      return !name.isEmpty() && !name.equals(leader.name());
                    }));
  }

  private void leaveAndReturn(ClusterNode node) throws Exception {
    long applied = data(node).path("applied_index").asLong();
    node.kill();
    ClusterNode other = nodes.stream().filter(one -> one != node).findFirst().orElseThrow();
    byte[] large = large();
    for (int i = 0; i < LARGE_PUSHES; i++) {
      await(() -> put(other, large) == 200);
    }
    // Nodes keep a thousand entries for one that was away for a moment.
    await(() -> data(leaderOrNull()).path("snapshot_index").asLong() > applied + 1100);
    node.restart();
    await(node::isReady);
  }

  private void replace(ClusterNode node, String address) throws Exception {
    node.kill();
    delete(folder.resolve(node.name()));
    node.restart();
    await(
        () ->
            post(
                    leaderOrNull(),
                    "/api/v1/admin/cluster/add?node=%s&address=%s:9095"
                        .formatted(node.name(), address))
                == 200);
    await(node::isReady);
  }

  private ClusterNode any() {
    return nodes.get(random.nextInt(nodes.size()));
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
        throw new AssertionError("not in time: seed=" + seed + "\n" + logs);
      }
      Thread.sleep(50);
    }
  }

  private ClusterNode leader() throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    ClusterNode leader = leaderOrNull();
    while (leader == null) {
      assertThat(System.nanoTime()).as("no leader").isLessThan(end);
      Thread.sleep(50);
      leader = leaderOrNull();
    }
    return leader;
  }

  /// The node that most lately was elected, as far as the nodes know.
  private @Nullable ClusterNode leaderOrNull() {
    @Nullable ClusterNode found = null;
    long newest = -1;
    for (ClusterNode node : nodes) {
      JsonNode data = data(node);
      String leader = data.path("leader").asText("");
      if (!leader.isEmpty() && data.path("term").asLong() > newest) {
        newest = data.path("term").asLong();
        found = nodes.stream().filter(one -> one.name().equals(leader)).findFirst().orElse(found);
      }
    }
    return found;
  }

  /// What the node says of the cluster, nothing if it does not answer.
  private static JsonNode data(@Nullable ClusterNode node) {
    if (node == null) {
      return JSON.createObjectNode();
    }
    try (RawHttp http = node.connect()) {
      return JSON.readTree(http.get("/api/v1/cluster").text()).path("data");
    } catch (IOException | UncheckedIOException _) {
      return JSON.createObjectNode();
    }
  }

  private static int post(@Nullable ClusterNode node, String path) {
    if (node == null) {
      return 0;
    }
    try (RawHttp http = node.connect()) {
      return http.send("POST", path).status();
    } catch (UncheckedIOException _) {
      return 0;
    }
  }

  private static int put(ClusterNode node, byte[] body) {
    try (RawHttp http = node.connect()) {
      return http.send(new RawHttp.Request("PUT", "/metrics/job/large", List.of(), body)).status();
    } catch (UncheckedIOException _) {
      return 0;
    }
  }

  private byte[] large() {
    var text = new StringBuilder();
    for (int i = 0; text.length() < LARGE_BYTES; i++) {
      text.append("large{i=\"%d\",x=\"%016x\"} %d%n".formatted(i, random.nextLong(), i));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void print(Fault fault, List<Duration> silences) {
    List<Long> millis = silences.stream().map(Duration::toMillis).sorted().toList();
    System.out.printf(
        "ClusterFaultTest: %s times=%d silence_ms median=%d worst=%d%n",
        fault, millis.size(), millis.get(millis.size() / 2), millis.getLast());
  }
}
