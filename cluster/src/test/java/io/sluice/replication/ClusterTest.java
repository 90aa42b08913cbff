package io.sluice.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.FreePort;
import io.sluice.cluster.ClusterPeer;
import io.sluice.cluster.ClusterSettings;
import io.sluice.cluster.ClusterStatus;
import io.sluice.cluster.NodeAddress;
import io.sluice.journal.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.ratis.proto.RaftProtos.RaftGroupIdProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.StatusRuntimeException;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three nodes in one process, which are stopped and restarted.
class ClusterTest {
  private static final List<String> NAMES = List.of("a", "b", "c");

  @TempDir private Path folder;

  private final Map<String, ClusterPeer> peers = new TreeMap<>();
  private final Map<String, Node> nodes = new TreeMap<>();

  private record Node(Lines lines, ReplicatedLog<String, Integer> log) {}

  @BeforeEach
  void choosePorts() throws IOException {
    for (String name : NAMES) {
      peers.put(name, new ClusterPeer(name, new NodeAddress("127.0.0.1", FreePort.find())));
    }
  }

  @AfterEach
  void stopAll() {
    List.copyOf(nodes.keySet()).forEach(this::stop);
  }

  @Test
  void append_onEachNode_isAppliedOnAllInOneOrder() throws Exception {
    startAll();
    for (int i = 0; i < 300; i++) {
      append(NAMES.get(i % 3), "command " + i);
    }
    for (Node node : nodes.values()) {
      node.log.catchUp(Duration.ofSeconds(60)).toCompletableFuture().get(60, TimeUnit.SECONDS);
      assertThat(node.lines.state()).hasSize(300).containsExactlyElementsOf(expected(300));
    }
  }

  @Test
  void append_leaderStopped_goesOnAndLosesNothing() throws Exception {
    startAll();
    var acknowledged = new ArrayList<String>();
    for (int round = 0; round < 3; round++) {
      acknowledged.addAll(appendFrom(NAMES, "round " + round + " before "));
      String leader = leader();
      stop(leader);
      List<String> left = NAMES.stream().filter(name -> !name.equals(leader)).toList();
      await(() -> left.stream().allMatch(name -> node(name).log.problem() == null));
      acknowledged.addAll(appendFrom(left, "round " + round + " after "));
      start(leader);
      await(() -> node(leader).log.problem() == null);
    }
    for (Node node : nodes.values()) {
      node.log.catchUp(Duration.ofSeconds(60)).toCompletableFuture().get(60, TimeUnit.SECONDS);
      assertThat(node.lines.state()).containsExactlyElementsOf(acknowledged);
    }
  }

  @Test
  void append_noMajority_failsInTimeAndIsReadyAgainAfterIt() throws Exception {
    startAll();
    append("a", "before");
    stop("b");
    stop("c");
    CompletableFuture<Integer> append = node("a").log.append("lost").toCompletableFuture();
    assertThat(append).failsWithin(60, TimeUnit.SECONDS);
    assertThat(node("a").log.catchUp(Duration.ofMillis(100)).toCompletableFuture())
        .failsWithin(60, TimeUnit.SECONDS);
    start("b");
    await(() -> node("a").log.problem() == null && node("b").log.problem() == null);
    append("b", "after");
    node("a").log.catchUp(Duration.ofSeconds(60)).toCompletableFuture().get();
    assertThat(node("a").lines.state()).startsWith("before").endsWith("after");
  }

  // Would catch a state that a node does not restore from its own or the leader's snapshot.
  @Test
  void restart_afterSnapshots_hasAllAndAnEmptyNodeGetsTheLeaders() throws Exception {
    startAll();
    var acknowledged = new ArrayList<String>();
    acknowledged.addAll(appendFrom(NAMES, "one "));
    stop("c");
    acknowledged.addAll(appendFrom(List.of("a", "b"), "two "));
    for (String name : List.of("a", "b")) {
      node(name).log.snapshotSoon();
      await(() -> node(name).log.status().counters().snapshots() > 0);
    }
    acknowledged.addAll(appendFrom(List.of("a", "b"), "three "));
    stop("a");
    stop("b");
    startAll();
    for (Node node : nodes.values()) {
      node.log.catchUp(Duration.ofSeconds(60)).toCompletableFuture().get(60, TimeUnit.SECONDS);
      assertThat(node.lines.state()).containsExactlyElementsOf(acknowledged);
    }
  }

  // Would catch a node that does not use any snapshot if the last one was truncated by a full disk,
  // and one that participates without its state.
  @Test
  void restart_snapshotCutShort_usesTheOneBeforeAndNeverNone() throws Exception {
    startAll();
    var acknowledged = new ArrayList<String>();
    for (int round = 1; round <= 2; round++) {
      acknowledged.addAll(appendFrom(NAMES, "round " + round + " "));
      int written = round;
      node("c").log.snapshotSoon();
      await(() -> node("c").log.status().counters().snapshots() >= written);
    }
    stop("c");
    List<Path> sums = files("c", ".md5");
    assertThat(sums).hasSize(2);
    Files.write(sums.getLast(), new byte[0]);
    start("c");
    assertThat(node("c").log.status().snapshot()).isGreaterThan(0);
    await(() -> node("c").log.problem() == null);
    // The log of a new leader begins a new file.
    String leader = leader();
    String next = NAMES.stream().filter(name -> !name.equals(leader)).findFirst().orElseThrow();
    node(leader).log.transfer(next);
    await(() -> node(next).log.role().isLeader());
    acknowledged.addAll(appendFrom(NAMES, "after "));
    node("c").log.catchUp(Duration.ofSeconds(60)).toCompletableFuture().get(60, TimeUnit.SECONDS);
    assertThat(node("c").lines.state()).containsExactlyElementsOf(acknowledged);
    stop("c");

    List<Path> segments = files("c", "/log_");
    assertThat(segments).hasSizeGreaterThan(1);
    Files.delete(segments.getFirst());
    for (Path snapshot : files("c", "/snapshot")) {
      Files.delete(snapshot);
    }
    assertThatThrownBy(() -> start("c"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the node has lost its state");
  }

  /// Files of a node whose paths contain `part`, in the order of the entries in them.
  private List<Path> files(String node, String part) throws IOException {
    try (var files = Files.walk(folder.resolve(node))) {
      return files
          .filter(file -> file.toString().contains(part))
          .sorted(Comparator.comparingLong(ClusterTest::firstNumber))
          .toList();
    }
  }

  /// The index in the name of a file, without the term of a snapshot.
  private static long firstNumber(Path file) {
    String name =
        String.valueOf(file.getFileName()).replaceAll("^(log_inprogress|log|snapshot[^_]*)_", "");
    return Long.parseLong(name.replaceAll("[^0-9].*", ""));
  }

  @Test
  void add_nodeThatLostItsFolder_replacesTheOldOne() throws Exception {
    startAll();
    List<String> acknowledged = new ArrayList<>(appendFrom(NAMES, "one "));
    stop("c");
    deleteFolder(folder.resolve("c"));
    acknowledged.addAll(appendFrom(List.of("a", "b"), "two "));
    start("c");
    await(() -> String.valueOf(node("c").log.problem()).contains("not a member"));
    node("a").log.add(peer("c"));
    await(() -> node("c").log.problem() == null);
    acknowledged.addAll(appendFrom(NAMES, "three "));
    for (Node node : nodes.values()) {
      node.log.catchUp(Duration.ofSeconds(60)).toCompletableFuture().get(60, TimeUnit.SECONDS);
      assertThat(node.lines.state()).containsExactlyElementsOf(acknowledged);
    }
    assertThat(node("b").log.status().members())
        .extracting(ClusterStatus.Member::name)
        .containsExactly("a", "b", "c");
  }

  @Test
  void prepare_importedState_isWhatTheClusterBeginsWith() throws Exception {
    var imported = new Lines();
    for (int i = 0; i < 5; i++) {
      imported.apply("old " + i);
    }
    OfflineFolder.prepare(folder.resolve("b"), "b", imported);
    startAll();
    for (Node node : nodes.values()) {
      node.log.catchUp(Duration.ofSeconds(60)).toCompletableFuture().get(60, TimeUnit.SECONDS);
      assertThat(node.lines.state()).containsExactlyElementsOf(imported.state());
    }
    append("a", "new");
    List.copyOf(nodes.keySet()).forEach(this::stop);

    var exported = new Lines();
    OfflineFolder.read(folder.resolve("b"), exported);
    assertThat(exported.state()).hasSize(6).endsWith("new");
  }

  @Test
  void transferAndDrain_leader_handsTheLeadershipOver() throws Exception {
    startAll();
    String first = leader();
    String next = NAMES.stream().filter(name -> !name.equals(first)).findFirst().orElseThrow();
    node(first).log.transfer(next);
    await(() -> node(next).log.role().isLeader());
    node(next).log.drain();
    assertThat(node(next).log.problem()).isEqualTo("the node is draining");
    await(() -> !node(next).log.role().isLeader());
    append(next, "still accepted");
  }

  // Would catch a leader that blocks forever if it gets a request while it responds.
  @Test
  void catchUp_manyAtOnceOnEachNode_allPass() throws Exception {
    startAll();
    for (int round = 0; round < 50; round++) {
      var passing = new ArrayList<CompletableFuture<Void>>();
      for (Node node : nodes.values()) {
        for (int i = 0; i < 8; i++) {
          passing.add(node.log.catchUp(Duration.ofSeconds(60)).toCompletableFuture());
        }
      }
      append(NAMES.get(round % 3), "command " + round);
      for (CompletableFuture<Void> one : passing) {
        one.get(60, TimeUnit.SECONDS);
      }
    }
  }

  // Would catch a node with a new folder that votes and stores entries in the name of the node that
  // previously had its address.
  @Test
  void requestOfTheLog_forAnotherNode_isRefused() throws Exception {
    startAll();
    ClusterStatus status = node("a").log.status();
    String own =
        status.members().stream()
            .filter(member -> member.name().equals("a"))
            .map(member -> member.name() + "-" + member.incarnation())
            .findFirst()
            .orElseThrow();
    var channel =
        NettyChannelBuilder.forTarget(peer("a").address().toString()).usePlaintext().build();
    try {
      var calls = RaftServerProtocolServiceGrpc.newBlockingStub(channel);
      var group = UUID.fromString(Objects.requireNonNull(status.id()));
      assertThat(calls.requestVote(preVote(own, group)).getServerReply().getReplyId())
          .isEqualTo(ByteString.copyFromUtf8(own));
      assertThatThrownBy(() -> calls.requestVote(preVote("a-00000000", group)))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageContaining("another node has this address");
    } finally {
      channel.shutdownNow();
    }
  }

  /// Requests a vote that has no effect, with any answer.
  private static RequestVoteRequestProto preVote(String to, UUID group) {
    return RequestVoteRequestProto.newBuilder()
        .setServerRequest(
            RaftRpcRequestProto.newBuilder()
                .setRequestorId(ByteString.copyFromUtf8("b-00000000"))
                .setReplyId(ByteString.copyFromUtf8(to))
                .setRaftGroupId(
                    RaftGroupIdProto.newBuilder().setId(RaftGroupId.valueOf(group).toByteString())))
        .setPreVote(true)
        .build();
  }

  private Node node(String name) {
    return Objects.requireNonNull(nodes.get(name), name);
  }

  private ClusterPeer peer(String name) {
    return Objects.requireNonNull(peers.get(name), name);
  }

  private List<String> expected(int count) {
    var all = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      all.add("command " + i);
    }
    return all;
  }

  private List<String> appendFrom(List<String> names, String prefix) throws Exception {
    var all = new ArrayList<String>();
    for (int i = 0; i < 30; i++) {
      append(names.get(i % names.size()), prefix + i);
      all.add(prefix + i);
    }
    return all;
  }

  private void append(String node, String command) throws Exception {
    node(node).log.append(command).toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private String leader() {
    var leaders = new ArrayList<String>();
    await(
        () -> {
          leaders.clear();
          nodes.forEach(
              (name, node) -> {
                if (node.log.role().isLeader()) {
                  leaders.add(name);
                }
              });
          return leaders.size() == 1;
        });
    return leaders.getFirst();
  }

  private void startAll() throws IOException {
    for (String name : NAMES) {
      if (!nodes.containsKey(name)) {
        start(name);
      }
    }
    await(() -> nodes.values().stream().allMatch(node -> node.log.problem() == null));
  }

  private void start(String name) throws IOException {
    var lines = new Lines();
    var settings =
        new ClusterSettings(
            name,
            List.copyOf(peers.values()),
            peer(name).address(),
            folder.resolve(name),
            null,
            Duration.ofMillis(500),
            Duration.ofDays(1),
            "test");
    nodes.put(
        name,
        new Node(
            lines,
            ReplicatedLog.open(
                settings,
                lines,
                false,
                failure -> {
                  throw new AssertionError(failure);
                })));
  }

  private void stop(String name) {
    Node node = nodes.remove(name);
    if (node != null) {
      node.log.close();
    }
  }

  private static void deleteFolder(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        var problems = new TreeMap<String, String>();
        nodes.forEach((name, node) -> problems.put(name, node.log.status().toString()));
        throw new AssertionError("not in time: " + problems);
      }
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
