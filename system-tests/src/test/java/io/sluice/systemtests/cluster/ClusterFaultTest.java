package io.sluice.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.systemtests.harness.Program;
import io.sluice.systemtests.harness.RawHttp;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three nodes on their own network, and faults in a random order while clients use all nodes. The
/// history of all operations is checked afterwards.
///
/// `-Dsluice.cluster.FAULT=COUNT` sets the number of times that each fault is tried
/// (`system-tests/cluster-soak`). By default each is tried once, except those that [ClusterTest]
/// covers.
class ClusterFaultTest {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int CLIENTS = 2;

  /// The time limit to query a node for its state.
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /// Longer than the pause after which a node ends itself.
  private static final Duration LONG_PAUSE = Duration.ofSeconds(70);

  private static final int SOME = 8;
  private static final int SLOW_PUSHES = 40;

  /// Enough to fill more than one segment of the log.
  private static final int LARGE_PUSHES = 40;

  private static final int LARGE_BYTES = 500_000;

  private static final Set<Fault> LONG_ONLY =
      EnumSet.of(Fault.KILL, Fault.PAUSE, Fault.POWER, Fault.SLOW_FOLLOWER);

  /// The faults. The leader is the node that leads when the fault begins.
  private enum Fault {
    /// The leader is killed and started again.
    KILL,
    /// The leader and the others cannot reach each other.
    PARTITION,
    /// The others do not receive the leader's messages.
    MUTE,
    /// The leader does not receive the others' messages.
    DEAF,
    /// The leader is disconnected and reconnected in quick succession.
    FLAP,
    /// The leader is stopped and continues after the others have elected a new one.
    FREEZE,
    /// The leader is stopped for so long that it ends when it continues. It is started again.
    PAUSE,
    /// All nodes are killed at once.
    POWER,
    /// A node is down until the others have purged the log entries that it needs.
    AWAY,
    /// A node loses its folder, and a new node replaces it.
    REPLACE,
    /// The disk of a node is full. The node ends, and is restarted when there is room.
    FULL,
    /// Each `fsync` of the leader takes 200 ms longer.
    SLOW_LEADER,
    /// Each `fsync` of a follower takes 200 ms longer.
    SLOW_FOLLOWER,
    /// The nodes are drained, stopped and restarted one after the other.
    RESTART
  }

  /// The node whose disk can be filled, and the size of that disk: larger than the log becomes.
  private static final String SMALL = "c";

  private static final String SMALL_SIZE = "400m";

  @TempDir private Path folder;

  private final long seed = Long.getLong("sluice.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Cluster cluster = new Cluster(LIMIT);
  private final List<ClusterNode> nodes = cluster.nodes();
  private @Nullable ClusterNetwork openNetwork;
  private @Nullable ClusterPrometheus openPrometheus;

  @AfterEach
  void stop() throws Exception {
    if (openPrometheus != null) {
      openPrometheus.close();
    }
    cluster.close();
    shell("umount", "--lazy", folder.resolve(SMALL).toString());
    if (openNetwork != null) {
      openNetwork.close();
    }
  }

  // Would catch an acknowledged push that is lost or applied twice, a scrape of any node that shows
  // less than was acknowledged before it, and a counter that decreases in a Prometheus.
  @Test
  void faults_inAnyOrder_historyIsLinearizable() throws Exception {
    String problem = ClusterNetwork.problem();
    assumeTrue(problem == null, problem);
    System.out.println("ClusterFaultTest: -Dsluice.seed=" + seed);
    ClusterNetwork network = ClusterNetwork.create(List.of("a", "b", "c"));
    openNetwork = network;
    Files.createDirectory(folder.resolve(SMALL));
    assumeTrue(
        shell(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "size=" + SMALL_SIZE,
                "tmpfs",
                folder.resolve(SMALL).toString())
            == 0,
        "mounting a file system takes root");
    cluster.addAll(ClusterNode.startAll(network, folder, List.of("--persistence.interval=2s")));
    cluster.awaitReady();
    var clients = new ClusterClients(nodes, CLIENTS, seed);
    ClusterPrometheus prometheus =
        ClusterPrometheus.start(nodes, Files.createDirectory(folder.resolve("prometheus")));
    openPrometheus = prometheus;
    clients.start();
    Map<Fault, List<Duration>> silences = new EnumMap<>(Fault.class);
    for (Fault fault : faults()) {
      clients.awaitMore(SOME);
      clients.listen();
      long start = System.nanoTime();
      long term = term();
      run(fault, network, clients);
      network.heal();
      Duration silence = clients.silence();
      silences.computeIfAbsent(fault, _ -> new ArrayList<>()).add(silence);
      cluster.awaitReady();
      System.out.printf(
          "ClusterFaultTest: %s silence_ms=%d ended_ms=%d elections=%d %s%n",
          fault,
          silence.toMillis(),
          (System.nanoTime() - start) / 1_000_000,
          term() - term,
          clients.report());
    }
    clients.awaitMore(SOME);
    clients.finish();
    clients.check();
    prometheus.check(clients.totals());
    System.out.println("ClusterFaultTest: " + clients.report() + " " + prometheus.report());
    silences.forEach(ClusterFaultTest::print);
  }

  private List<Fault> faults() {
    List<Fault> faults = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      String property = "sluice.cluster." + fault.name().toLowerCase(Locale.ROOT);
      int count = Integer.getInteger(property, LONG_ONLY.contains(fault) ? 0 : 1);
      faults.addAll(Collections.nCopies(count, fault));
    }
    Collections.shuffle(faults, random);
    return faults;
  }

  private void run(Fault fault, ClusterNetwork network, ClusterClients clients) throws Exception {
    ClusterNode leader = cluster.leader();
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
        assertRefuses(leader);
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
      case PAUSE -> {
        leader.signal("STOP");
        awaitOtherThan(leader);
        Thread.sleep(LONG_PAUSE);
        leader.signal("CONT");
        cluster.await(() -> !leader.isAlive());
        leader.restart();
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
      case FULL -> fillDisk(clients);
      case SLOW_LEADER -> slowDown(leader, clients);
      case SLOW_FOLLOWER -> slowDown(otherThan(leader), clients);
      case RESTART -> restartEach();
    }
  }

  private void restartEach() throws Exception {
    for (ClusterNode node : nodes) {
      cluster.await(() -> node.status("POST", "/-/drain") == 200);
      assertThat(node.stop()).as(node.log()).isZero();
      node.restart();
      cluster.await(node::isReady);
    }
  }

  private void fillDisk(ClusterClients clients) throws Exception {
    ClusterNode node = cluster.node(SMALL);
    Path filler = folder.resolve(SMALL).resolve("filler");
    fill(filler);
    // Repeat until its log needs room.
    String large = large();
    cluster.await(
        () -> {
          otherThan(node).put("large", large);
          return !node.isAlive();
        });
    assertThat(node.log()).contains("the log cannot be written");
    clients.awaitMore(SOME);
    Files.delete(filler);
    node.restart();
    cluster.await(node::isReady);
    deleteLarge(node);
  }

  /// Fills the disk.
  private static void fill(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] some = new byte[1 << 16];
      while (true) {
        out.write(some);
      }
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException _) {
      // The disk is full.
    }
  }

  private void slowDown(ClusterNode node, ClusterClients clients) throws Exception {
    Process strace =
        new ProcessBuilder(
                "strace",
                "-f",
                "-q",
                "-o",
                "/dev/null",
                "-e",
                "trace=fsync,fdatasync",
                "-e",
                "inject=fsync,fdatasync:delay_enter=200000",
                "-p",
                String.valueOf(node.pid()))
            .redirectErrorStream(true)
            .start();
    try {
      cluster.await(() -> isTraced(node) || !strace.isAlive());
      assertThat(strace.isAlive()).as("strace").isTrue();
      clients.awaitMore(SLOW_PUSHES);
    } finally {
      strace.destroy();
      strace.waitFor();
    }
  }

  private static boolean isTraced(ClusterNode node) {
    try {
      return !Files.readString(Path.of("/proc/" + node.pid() + "/status"))
          .contains("TracerPid:\t0\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ClusterNode otherThan(ClusterNode node) {
    List<ClusterNode> others = cluster.othersThan(node);
    return others.get(random.nextInt(others.size()));
  }

  /// Checks that a node that is cut off answers, although it cannot process requests: a client
  /// without an answer cannot continue with another node.
  private static void assertRefuses(ClusterNode node) {
    assertRefused(node, new RawHttp.Request("PUT", "/metrics/job/cut-off", List.of(), null));
    assertRefused(node, ClusterClients.SCRAPE);
  }

  private static void assertRefused(ClusterNode node, RawHttp.Request request) {
    long start = System.nanoTime();
    try (RawHttp http = node.connect()) {
      RawHttp.Answer answer = http.send(request);
      assertThat(answer.status()).as(request.method() + ": " + answer.text()).isEqualTo(503);
      assertThat(answer.headers()).as(request.method()).containsKey("retry-after");
    }
    System.out.printf(
        "ClusterFaultTest: cut off: %s refused_ms=%d%n",
        request.method(), (System.nanoTime() - start) / 1_000_000);
  }

  /// Waits until one of the other nodes leads.
  private void awaitOtherThan(ClusterNode leader) {
    cluster.await(
        () ->
            cluster.othersThan(leader).stream()
                .anyMatch(
                    node -> {
                      String name = node.clusterStatus(PATIENCE).path("leader").asText("");
                      return !name.isEmpty() && !name.equals(leader.name());
                    }));
  }

  private void leaveAndReturn(ClusterNode node) throws Exception {
    long applied = node.clusterStatus(PATIENCE).path("applied_index").asLong();
    node.kill();
    ClusterNode other = otherThan(node);
    String large = large();
    for (int i = 0; i < LARGE_PUSHES; i++) {
      cluster.await(() -> other.put("large", large) == 200);
    }
    // Nodes keep a thousand entries for a node that was unreachable for a short time.
    cluster.await(() -> snapshotIndex() > applied + 1100);
    node.restart();
    cluster.await(node::isReady);
    // Its count restarted with it.
    cluster.await(() -> installs(node) > 0);
    deleteLarge(other);
  }

  /// The last entry that a snapshot of the leader contains.
  private long snapshotIndex() {
    return cluster.leader().clusterStatus(PATIENCE).path("snapshot_index").asLong();
  }

  /// The number of snapshots that the node received from a leader.
  private static double installs(ClusterNode node) {
    String name = "sluice_cluster_installs_total ";
    try (RawHttp http = node.connect(PATIENCE)) {
      return http.get("/-/metrics")
          .text()
          .lines()
          .filter(line -> line.startsWith(name))
          .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
          .sum();
    } catch (UncheckedIOException _) {
      return 0;
    }
  }

  private void replace(ClusterNode node, String address) throws Exception {
    node.kill();
    empty(folder.resolve(node.name()));
    node.restart();
    String add =
        "/api/v1/admin/cluster/add?node=%s&address=%s:9095".formatted(node.name(), address);
    cluster.await(() -> cluster.leader().status("POST", add) == 200);
    cluster.await(node::isReady);
  }

  private ClusterNode any() {
    return nodes.get(random.nextInt(nodes.size()));
  }

  /// The highest term known to a node.
  private long term() {
    return nodes.stream()
        .mapToLong(node -> node.clusterStatus(PATIENCE).path("term").asLong())
        .max()
        .orElse(0);
  }

  /// Deletes the large group, so that scrapes are small again.
  private void deleteLarge(ClusterNode node) {
    cluster.await(() -> node.status("DELETE", "/metrics/job/large") == 202);
  }

  private String large() {
    var text = new StringBuilder();
    for (int i = 0; text.length() < LARGE_BYTES; i++) {
      text.append("large{i=\"%d\"} %d\n".formatted(i, random.nextLong()));
    }
    return text.toString();
  }

  /// Deletes the content of a folder, which may be a mounted file system.
  private static void empty(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
        if (!file.equals(folder)) {
          Files.delete(file);
        }
      }
    }
  }

  private static int shell(String... command) throws IOException, InterruptedException {
    return Program.run(new ProcessBuilder(command)).exitCode();
  }

  private static void print(Fault fault, List<Duration> silences) {
    List<Long> millis = silences.stream().map(Duration::toMillis).sorted().toList();
    System.out.printf(
        "ClusterFaultTest: %s times=%d silence_ms median=%d worst=%d%n",
        fault, millis.size(), millis.get(millis.size() / 2), millis.getLast());
  }
}
