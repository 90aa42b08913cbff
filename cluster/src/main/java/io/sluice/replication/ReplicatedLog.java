package io.sluice.replication;

import io.sluice.cluster.Cluster;
import io.sluice.cluster.ClusterException;
import io.sluice.cluster.ClusterPeer;
import io.sluice.cluster.ClusterSettings;
import io.sluice.cluster.ClusterStatus;
import io.sluice.log.ReplicatedMachine;
import io.sluice.log.Role;
import io.sluice.replication.Formation.Decision;
import io.sluice.replication.NodeFolder.Identity;
import io.sluice.replication.NodeFolder.Member;
import io.sluice.replication.Sequencer.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A node of a cluster.
// Threads: `replication` sends batches (see Edge); `cluster` forms or joins the cluster, checks the
// division five times a second, and requests snapshots; the others belong to Ratis.
final class ReplicatedLog<C, O> implements Cluster<C, O> {
  private static final Logger log = LoggerFactory.getLogger(ReplicatedLog.class);

  private static final Duration TICK = Duration.ofMillis(200);
  private static final Duration HELLO_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration HELLO_EVERY = Duration.ofMillis(500);
  private static final Duration CHANGE_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration TRANSFER_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration VERSIONS_EVERY = Duration.ofSeconds(2);
  private static final Duration LOG_WAITING_EVERY = Duration.ofSeconds(10);

  /// How long an acknowledged batch waits until this node has applied it, too.
  private static final Duration APPLIED_WITHIN = Duration.ofSeconds(1);

  /// Leadership is only transferred to nodes that were heard from in this time.
  private static final long LATELY_MILLIS = 2_000;

  /// The leader reconnects to a follower that has not responded for longer.
  private static final Duration RECONNECT_AFTER = Duration.ofSeconds(5);

  /// A node that is further behind is not ready.
  private static final long MAX_LAG_ENTRIES = 5_000;

  private static final long SNAPSHOT_BYTES = 64 << 20; // 64 MiB

  private final ClusterSettings settings;
  private final NodeFolder folder;
  private final Consumer<Throwable> onFatal;
  private final Counts counts = new Counts();
  private final NodeClients clients;
  private final ReplicaMachine<C, O> replica;
  private final Sequencer<C, O> sequencer;
  private final Edge<C, O> edge;
  private final ReadBarrier reads;

  /// The node reconnects to the others if there was no leader for longer: 2.5 election timeouts. A
  /// round of an election takes two at most.
  private final Duration electedWithin;

  private final RaftServer server;
  private final Thread thread = Thread.ofPlatform().daemon().name("cluster").unstarted(this::run);
  private final Map<String, Long> idToReconnectNanos = new ConcurrentHashMap<>();
  private volatile @Nullable Division division;
  private volatile String waitingFor = "the cluster is not formed yet";
  private volatile boolean isDraining;
  private volatile boolean isClosed;
  private volatile boolean isSnapshotAsked;

  /// The version of the entries that this node writes when it leads.
  private volatile int entryVersion = Entry.OLDEST_VERSION;

  private long lastSnapshotNanos = System.nanoTime();
  private long lastDigestIndex;
  private long lastLeaderNanos = System.nanoTime();
  private @Nullable Member lastLeader;
  private long versionsAskedNanos = System.nanoTime();

  private ReplicatedLog(
      ClusterSettings settings,
      NodeFolder folder,
      ReplicatedMachine<C, O> machine,
      boolean readsStale,
      Consumer<Throwable> onFatal)
      throws IOException {
    this.settings = settings;
    this.folder = folder;
    this.onFatal = onFatal;
    this.clients = new NodeClients(settings.tls(), RatisSettings.MAX_MESSAGE_BYTES);
    this.replica = new ReplicaMachine<>(machine, folder.imported(), counts, this::die);
    this.sequencer = new Sequencer<>(machine, () -> division, this::nowNanos, () -> entryVersion);
    this.edge = new Edge<>(machine, sequencer, () -> division, this::forward, counts, this::die);
    this.reads = new ReadBarrier(() -> division, readsStale);
    this.electedWithin = settings.electionTimeout().multipliedBy(5).dividedBy(2);
    this.server =
        RaftServer.newBuilder()
            .setServerId(RaftPeerId.valueOf(folder.identity().id()))
            .setStateMachine(replica)
            .setOption(RaftStorage.StartupOption.RECOVER)
            .setProperties(RatisSettings.properties(settings, folder.raft()))
            .setParameters(
                RatisSettings.parameters(
                    settings,
                    folder.identity().id(),
                    NodeCalls.service(this::hello, this::submit, this::change)))
            .build();
  }

  static <C, O> ReplicatedLog<C, O> open(
      ClusterSettings settings,
      ReplicatedMachine<C, O> machine,
      boolean readsStale,
      Consumer<Throwable> onFatal)
      throws IOException {
    NodeFolder folder = NodeFolder.open(settings.data(), settings.node());
    try {
      if (folder.identity().cluster() == null
          && settings.peers().stream().noneMatch(p -> p.name().equals(settings.node()))) {
        throw new IOException(
            "node %s is new: --cluster.peers is required and must include it"
                .formatted(settings.node()));
      }
      var opened = new ReplicatedLog<>(settings, folder, machine, readsStale, onFatal);
      opened.start();
      return opened;
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private void start() throws IOException {
    try {
      startServer();
      UUID cluster = folder.identity().cluster();
      if (cluster != null) {
        division = restarted(cluster);
      }
    } catch (IOException | RuntimeException e) {
      server.close();
      clients.close();
      throw e;
    }
    edge.start();
    thread.start();
  }

  private void startServer() throws IOException {
    try {
      server.start();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /// The division in the folder. If a node stored its cluster but ended before Ratis wrote
  /// anything, there is none: the node waits to be added, or tries to join again.
  private @Nullable Division restarted(UUID cluster) throws IOException {
    for (var group : server.getGroupIds()) {
      if (group.getUuid().equals(cluster)) {
        return Division.of(server, cluster);
      }
    }
    return null;
  }

  @Override
  public CompletionStage<O> append(C command) {
    return edge.append(command);
  }

  @Override
  public CompletionStage<Void> catchUp(Duration timeout) {
    return reads.pass(timeout);
  }

  @Override
  public Role role() {
    Division here = division;
    return here == null ? new Role(Role.Kind.LEADERLESS, 0, null) : here.role();
  }

  @Override
  public @Nullable String problem() {
    if (edge.isClosed()) {
      return Edge.CLOSED;
    }
    if (isDraining) {
      return "the node is draining";
    }
    Division here = division;
    if (here == null) {
      return waitingFor;
    }
    if (!here.isMember()) {
      return "the node is not a member of the cluster; add it with: sluice cluster add";
    }
    if (!folder.identity().adding().isEmpty()) {
      return "the cluster is being formed";
    }
    if (here.role().kind() == Role.Kind.LEADERLESS) {
      return "no leader is known";
    }
    long lag = here.committed() - replica.appliedIndex();
    return lag > MAX_LAG_ENTRIES ? "the node is behind: entries=" + lag : null;
  }

  @Override
  public long nowNanos() {
    Instant now = Instant.now();
    return Math.max(
        replica.stampNanos(), TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano());
  }

  @Override
  public void close() {
    isDraining = true;
    try {
      handOver();
    } catch (ClusterException e) {
      log.atWarn().addKeyValue("err", e.getMessage()).log("could not transfer the leadership");
    }
    edge.close();
    isClosed = true;
    thread.interrupt();
    try {
      server.close();
      clients.close();
      folder.close();
    } catch (IOException e) {
      log.atWarn().addKeyValue("err", e.getMessage()).log("could not close the log");
    }
  }

  @Override
  public ClusterStatus status() {
    Division here = division;
    Identity identity = folder.identity();
    if (here == null) {
      return new ClusterStatus(
          identity.cluster() == null ? null : identity.cluster().toString(),
          identity.name(),
          null,
          0,
          -1,
          -1,
          -1,
          problem(),
          isDraining,
          List.of(),
          counts.snapshot());
    }
    Member leader = here.leader();
    return new ClusterStatus(
        here.cluster().toString(),
        identity.name(),
        leader == null ? null : leader.name(),
        here.term(),
        here.committed(),
        replica.appliedIndex(),
        replica.snapshotIndex(),
        problem(),
        isDraining,
        members(here, leader),
        counts.snapshot());
  }

  private List<ClusterStatus.Member> members(Division here, @Nullable Member leader) {
    Map<String, Division.Follower> followers =
        here.followers().stream().collect(Collectors.toMap(Division.Follower::id, f -> f));
    var members = new ArrayList<ClusterStatus.Member>();
    for (Member member : here.members()) {
      boolean isSelf = member.id().equals(folder.identity().id());
      boolean isLeader = member.equals(leader);
      Division.Follower known = followers.get(member.id());
      long matched = known != null ? known.matched() : isSelf ? replica.appliedIndex() : -1;
      long contact =
          known != null
              ? known.contactMillis()
              : isSelf ? 0 : isLeader ? here.leaderContactMillis() : -1;
      members.add(
          new ClusterStatus.Member(
              member.name(),
              member.incarnation(),
              member.address(),
              isLeader ? "leader" : leader == null ? "unknown" : "follower",
              matched,
              contact));
    }
    members.sort(Comparator.comparing(ClusterStatus.Member::name));
    return members;
  }

  @Override
  public void add(ClusterPeer peer) throws ClusterException {
    Hello hello;
    try {
      hello = askHello(peer.address().toString());
    } catch (IOException e) {
      throw new ClusterException(
          "node %s does not answer at %s: %s"
              .formatted(peer.name(), peer.address(), e.getMessage()));
    }
    if (!hello.self().name().equals(peer.name())) {
      throw new ClusterException(
          "the node at %s is %s, not %s"
              .formatted(peer.address(), hello.self().name(), peer.name()));
    }
    Division here = division;
    if (here == null || !here.cluster().equals(hello.cluster())) {
      throw new ClusterException(
          hello.cluster() == null
              ? "node %s does not know this cluster yet; start it with members of the cluster in"
                      .formatted(peer.name())
                  + " --cluster.peers"
              : "node %s belongs to another cluster".formatted(peer.name()));
    }
    askLeader(new Change.Add(hello.self()));
  }

  @Override
  public void remove(String name) throws ClusterException {
    askLeader(new Change.Remove(name));
  }

  @Override
  public void transfer(String name) throws ClusterException {
    askLeader(new Change.Transfer(name));
  }

  @Override
  public void drain() throws ClusterException {
    if (!isDraining) {
      isDraining = true;
      log.info("draining: the node is no longer ready");
    }
    handOver();
  }

  private void handOver() throws ClusterException {
    Division here = division;
    if (here == null || !here.isLeader() || here.members().size() < 2) {
      return;
    }
    List<Division.Follower> followers = new ArrayList<>(here.followers());
    followers.removeIf(follower -> follower.contactMillis() > LATELY_MILLIS);
    followers.sort(Comparator.comparing(Division.Follower::matched, Comparator.reverseOrder()));
    String reason = "there is no other node";
    for (Division.Follower follower : followers) {
      Member next = here.member(RaftPeerId.valueOf(follower.id()));
      try {
        if (next != null) {
          here.transfer(next, TRANSFER_TIMEOUT);
          log.atInfo().addKeyValue("leader", next.name()).log("transferred the leadership");
          return;
        }
      } catch (IOException e) {
        reason = String.valueOf(e.getMessage());
      }
    }
    throw new ClusterException("no other node became the leader: " + reason);
  }

  private void askLeader(Change change) throws ClusterException {
    Division here = division;
    Member leader = here == null ? null : here.leader();
    if (here == null || leader == null) {
      throw new ClusterException("no leader is known");
    }
    byte[] answer;
    if (here.isLeader()) {
      answer = make(here, change);
    } else {
      try {
        answer =
            clients
                .call(
                    leader.address(),
                    NodeCalls.CHANGE,
                    change.encode(here.cluster()),
                    CHANGE_TIMEOUT)
                .get(CHANGE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new ClusterException("interrupted");
      } catch (ExecutionException | TimeoutException e) {
        throw new ClusterException("the leader does not answer: " + e.getMessage());
      }
    }
    if (answer.length > 0) {
      throw new ClusterException(new String(answer, StandardCharsets.UTF_8));
    }
  }

  /// Makes a change. Only the leader can do this.
  ///
  /// @return an empty array, or the error message
  private byte[] make(Division here, Change change) {
    try {
      switch (change) {
        case Change.Add add -> {
          List<Member> now = here.members();
          List<Member> next = new ArrayList<>(now);
          next.removeIf(member -> member.name().equals(add.member().name()));
          next.add(add.member());
          here.setMembers(now, next, CHANGE_TIMEOUT);
        }
        case Change.Remove remove -> {
          List<Member> now = here.members();
          List<Member> next = new ArrayList<>(now);
          if (!next.removeIf(member -> member.name().equals(remove.name()))) {
            throw new IOException("no such node: " + remove.name());
          }
          if (next.isEmpty()) {
            throw new IOException("the last node cannot be removed");
          }
          here.setMembers(now, next, CHANGE_TIMEOUT);
        }
        case Change.Transfer transfer -> {
          Member next =
              here.members().stream()
                  .filter(member -> member.name().equals(transfer.name()))
                  .findFirst()
                  .orElseThrow(() -> new IOException("no such node: " + transfer.name()));
          here.transfer(next, TRANSFER_TIMEOUT);
        }
      }
      return new byte[0];
    } catch (IOException e) {
      return String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8);
    }
  }

  private CompletableFuture<Answer> forward(Member leader, byte[] batch, Duration timeout) {
    return clients
        .call(leader.address(), NodeCalls.SUBMIT, batch, timeout)
        .thenCompose(
            bytes -> {
              try {
                Answer answer = Sequencer.decode(bytes);
                return answer instanceof Answer.Done done
                    ? replica
                        .whenApplied(done.index())
                        .copy()
                        .completeOnTimeout(null, APPLIED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                        .thenApply(_ -> answer)
                    : CompletableFuture.completedFuture(answer);
              } catch (IOException e) {
                return CompletableFuture.failedFuture(e);
              }
            });
  }

  private CompletionStage<byte[]> submit(byte[] request) {
    try {
      Batch batch = Batch.decode(request);
      Division here = division;
      if (here == null || !here.cluster().equals(batch.cluster())) {
        return CompletableFuture.failedFuture(new IOException("the batch is for another cluster"));
      }
      return sequencer.submit(batch).thenApply(Sequencer::encode);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletionStage<byte[]> change(byte[] request) {
    var answer = new CompletableFuture<byte[]>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                Division here = division;
                if (here == null) {
                  throw new IOException("the node does not belong to a cluster");
                }
                answer.complete(make(here, Change.decode(request, here.cluster())));
              } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
              }
            });
    return answer;
  }

  private CompletionStage<byte[]> hello(byte[] request) {
    return CompletableFuture.completedFuture(ownHello().encode());
  }

  private Hello ownHello() {
    Identity identity = folder.identity();
    Division here = division;
    List<Member> members = here == null ? List.of() : here.members();
    return new Hello(
        new Member(identity.name(), identity.incarnation(), ownAddress(members)),
        Entry.VERSION,
        settings.version(),
        here == null ? null : here.cluster(),
        here == null && Files.exists(folder.imported()),
        Formation.canonical(settings.peers()),
        members);
  }

  private String ownAddress(List<Member> members) {
    String id = folder.identity().id();
    for (Member member : members) {
      if (member.id().equals(id)) {
        return member.address();
      }
    }
    for (ClusterPeer peer : settings.peers()) {
      if (peer.name().equals(settings.node())) {
        return peer.address().toString();
      }
    }
    return settings.listen().toString();
  }

  private Hello askHello(String address) throws IOException {
    try {
      return Hello.decode(
          clients
              .call(address, NodeCalls.HELLO, new byte[0], HELLO_TIMEOUT)
              .get(2 * HELLO_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted");
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(String.valueOf(e.getMessage()), e);
    }
  }

  private void run() {
    try {
      if (division == null) {
        form();
      }
      while (!isClosed) {
        Thread.sleep(TICK);
        Division here = division;
        if (here != null) {
          maintain(here);
        }
      }
    } catch (InterruptedException _) {
      // The node is stopping.
    } catch (Throwable e) {
      die(e);
    }
  }

  private void form() throws InterruptedException, IOException {
    long loggedNanos = System.nanoTime() - LOG_WAITING_EVERY.toNanos();
    String logged = "";
    while (division == null && !isClosed) {
      switch (Formation.decide(settings.peers(), ownHello(), askAll())) {
        case Decision.Join join -> join(join);
        case Decision.Refuse refuse -> throw new IOException(refuse.reason());
        case Decision.Wait wait -> {
          waitingFor = wait.reason();
          if (!logged.equals(wait.reason())
              || System.nanoTime() - loggedNanos > LOG_WAITING_EVERY.toNanos()) {
            loggedNanos = System.nanoTime();
            logged = wait.reason();
            log.atInfo().addKeyValue("reason", logged).log("waiting for the cluster");
          }
          Thread.sleep(HELLO_EVERY);
        }
      }
    }
  }

  private List<Hello> askAll() throws InterruptedException {
    List<CompletableFuture<byte[]>> calls = new ArrayList<>();
    for (ClusterPeer peer : settings.peers()) {
      if (!peer.name().equals(settings.node())) {
        calls.add(
            clients.call(peer.address().toString(), NodeCalls.HELLO, new byte[0], HELLO_TIMEOUT));
      }
    }
    List<Hello> answers = new ArrayList<>();
    for (CompletableFuture<byte[]> one : calls) {
      try {
        answers.add(Hello.decode(one.get(2 * HELLO_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)));
      } catch (ExecutionException | TimeoutException | IOException e) {
        log.atDebug().addKeyValue("err", e.toString()).log("a node does not answer");
      }
    }
    return answers;
  }

  private void join(Decision.Join join) throws IOException {
    UUID noted = folder.identity().cluster();
    if (noted != null && !noted.equals(join.cluster())) {
      throw new IOException(
          "%s belongs to cluster %s, but the other nodes belong to %s"
              .formatted(settings.data(), noted, join.cluster()));
    }
    folder.join(join.cluster(), join.adding());
    division = Division.start(server, join.cluster(), join.initial());
    log.atInfo()
        .addKeyValue("cluster", join.cluster())
        .addKeyValue("node", folder.identity().id())
        .addKeyValue(
            "members", join.initial().stream().map(Member::name).collect(Collectors.joining(",")))
        .log(
            join.initial().isEmpty()
                ? "waiting to be added to the cluster; use: sluice cluster add"
                : "joined the cluster");
  }

  private void maintain(Division here) throws IOException {
    if (!here.isAlive() && !isClosed) {
      throw new IOException("the log of this node has stopped: state=" + here.state());
    }
    if (replica.isSnapshotReady() || isSnapshotDue()) {
      lastSnapshotNanos = System.nanoTime();
      isSnapshotAsked = false;
      here.takeSnapshot(CHANGE_TIMEOUT);
    }
    reconnectWithoutLeader(here);
    reconnectAfterElection(here);
    if (!here.isLeaderReady()) {
      return;
    }
    addImported(here);
    reconnectToSilent(here);
    raiseEntryVersion(here);
    logDigest(here);
  }

  /// Requests a snapshot at the next check.
  void snapshotSoon() {
    isSnapshotAsked = true;
  }

  private boolean isSnapshotDue() {
    if (replica.appliedIndex() <= replica.snapshotIndex() || replica.bytesSinceSnapshot() == 0) {
      return false;
    }
    return isSnapshotAsked
        || System.nanoTime() - lastSnapshotNanos >= settings.snapshotInterval().toNanos()
        || replica.bytesSinceSnapshot() > Math.max(SNAPSHOT_BYTES, 4 * replica.snapshotBytes());
  }

  /// Adds the other nodes after this one has formed the cluster with the imported state.
  private void addImported(Division here) throws IOException {
    List<Member> adding = folder.identity().adding();
    if (adding.isEmpty()) {
      return;
    }
    List<Member> now = here.members();
    List<Member> next = new ArrayList<>(now);
    adding.stream().filter(member -> !now.contains(member)).forEach(next::add);
    try {
      if (next.size() > now.size()) {
        here.setMembers(now, next, CHANGE_TIMEOUT);
      }
      folder.join(Objects.requireNonNull(folder.identity().cluster()), List.of());
      Files.deleteIfExists(folder.imported());
    } catch (IOException e) {
      log.atInfo().addKeyValue("err", e.getMessage()).log("could not add the other nodes yet");
    }
  }

  private void reconnectToSilent(Division here) {
    long now = System.nanoTime();
    for (Division.Follower follower : here.followers()) {
      if (follower.contactMillis() < RECONNECT_AFTER.toMillis()) {
        continue;
      }
      Long last = idToReconnectNanos.get(follower.id());
      if (last == null || now - last > RECONNECT_AFTER.toNanos()) {
        idToReconnectNanos.put(follower.id(), now);
        reconnect(here, follower.id());
      }
    }
  }

  /// Reconnects to the other nodes if an election takes long. On an interrupted connection, TCP
  /// retransmits in intervals that grow to two minutes, even if the network works again, and vote
  /// requests would wait for that.
  private void reconnectWithoutLeader(Division here) {
    long now = System.nanoTime();
    if (here.leader() != null) {
      lastLeaderNanos = now;
    } else if (now - lastLeaderNanos > electedWithin.toNanos()) {
      lastLeaderNanos = now;
      reconnectToAll(here);
    }
  }

  /// Reconnects to the other nodes after each election, because a vote request of the next election
  /// could wait on an interrupted connection. The leader does not need this, because it sends to
  /// them continuously.
  private void reconnectAfterElection(Division here) {
    Member leader = here.leader();
    if (Objects.equals(leader, lastLeader)) {
      return;
    }
    lastLeader = leader;
    if (leader != null && !here.isLeader()) {
      reconnectToAll(here);
    }
  }

  private void reconnectToAll(Division here) {
    for (Member member : here.members()) {
      if (!member.id().equals(folder.identity().id())) {
        reconnect(here, member.id());
      }
    }
  }

  /// Does not wait for the old connection to be closed, which may take seconds.
  private static void reconnect(Division here, String id) {
    var _ = Thread.ofVirtual().start(() -> here.reconnect(id));
  }

  /// Starts to write newer entries when all members support them, so that nodes of an earlier
  /// version can follow a leader that is already upgraded.
  private void raiseEntryVersion(Division here) {
    long now = System.nanoTime();
    if (entryVersion == Entry.VERSION || now - versionsAskedNanos < VERSIONS_EVERY.toNanos()) {
      return;
    }
    versionsAskedNanos = now;
    // On another thread, because it waits for nodes that do not respond.
    var _ = Thread.ofVirtual().start(() -> raiseEntryVersion(here.members()));
  }

  private void raiseEntryVersion(List<Member> members) {
    int common = Entry.VERSION;
    for (Member member : members) {
      try {
        common = Math.min(common, askHello(member.address()).newestEntries());
      } catch (IOException _) {
        return;
      }
    }
    if (common > entryVersion) {
      entryVersion = common;
      log.atInfo().addKeyValue("version", common).log("all nodes read newer log entries");
    }
  }

  /// Publishes the digest of this node's state after some entry, so that the others compare it.
  private void logDigest(Division here) {
    ReplicaMachine.OwnDigest own = replica.ownDigest();
    if (own != null && own.index() > lastDigestIndex && own.digest().isDone()) {
      lastDigestIndex = own.index();
      var entry = new Entry.Digest(own.index(), own.digest().join());
      var _ = here.append(LeaderEntry.of(entry, entryVersion, List.of()));
    }
  }

  private void die(Throwable failure) {
    edge.abort();
    if (!isClosed) {
      log.atError().setCause(failure).log("fatal error, the node stops");
      onFatal.accept(failure);
    }
  }
}
