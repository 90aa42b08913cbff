package io.sluice.replication;

import io.sluice.log.Role;
import io.sluice.replication.NodeFolder.Member;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/// Wraps the Ratis division: this node's part of the replicated log.
final class Division {
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(1);

  private final RaftServer server;
  private final RaftGroupId group;
  private final RaftServer.Division division;
  private final ClientId client = ClientId.randomId();
  private final AtomicLong calls = new AtomicLong();

  private Division(RaftServer server, RaftGroupId group) throws IOException {
    this.server = server;
    this.group = group;
    this.division = server.getDivision(group);
  }

  /// The division of a cluster that the node already belongs to.
  static Division of(RaftServer server, UUID cluster) throws IOException {
    return new Division(server, RaftGroupId.valueOf(cluster));
  }

  /// Joins a cluster.
  ///
  /// @param members the initial members of a new cluster; empty to wait until this node is added
  static Division start(RaftServer server, UUID cluster, List<Member> members) throws IOException {
    RaftGroupId group = RaftGroupId.valueOf(cluster);
    RaftClientReply reply =
        server.groupManagement(
            GroupManagementRequest.newAdd(
                ClientId.randomId(),
                server.getId(),
                1,
                RaftGroup.valueOf(group, members.stream().map(Division::peer).toList()),
                false));
    if (!reply.isSuccess()) {
      throw new IOException("could not start the log", reply.getException());
    }
    return new Division(server, group);
  }

  UUID cluster() {
    return group.getUuid();
  }

  boolean isAlive() {
    return division.getInfo().isAlive() && !server.getLifeCycleState().isClosingOrClosed();
  }

  /// The life cycle of the division and of the server around it.
  String state() {
    return division.getInfo().getLifeCycleState() + "/" + server.getLifeCycleState();
  }

  boolean isLeader() {
    return division.getInfo().isLeader();
  }

  /// Whether this node is the leader and has applied everything that earlier leaders committed.
  boolean isLeaderReady() {
    return division.getInfo().isLeader() && division.getInfo().isLeaderReady();
  }

  @Nullable Member leader() {
    RaftPeerId id = division.getInfo().getLeaderId();
    return id == null ? null : member(id);
  }

  @Nullable Member member(RaftPeerId id) {
    RaftPeer peer = division.getRaftConf().getPeer(id);
    return peer == null ? null : member(peer);
  }

  long term() {
    return division.getInfo().getCurrentTerm();
  }

  long committed() {
    return division.getRaftLog().getLastCommittedIndex();
  }

  Role role() {
    DivisionInfo info = division.getInfo();
    Member leader = leader();
    Role.Kind kind =
        info.isLeader() && info.isLeaderReady()
            ? Role.Kind.LEADER
            : leader == null || info.isLeader() ? Role.Kind.LEADERLESS : Role.Kind.FOLLOWER;
    return new Role(kind, info.getCurrentTerm(), leader == null ? null : leader.name());
  }

  /// The members according to the configuration that this node knows.
  List<Member> members() {
    return division.getRaftConf().getAllPeers().stream().map(Division::member).toList();
  }

  boolean isMember() {
    return division.getRaftConf().getPeer(server.getId()) != null;
  }

  /// The leader's information about a follower.
  ///
  /// @param matched the index of the last entry that the follower is known to have
  /// @param contactMillis milliseconds since it was last heard from
  record Follower(String id, long matched, long contactMillis) {}

  /// All other members if this node is the leader, else none.
  List<Follower> followers() {
    var role = division.getInfo().getRoleInfoProto();
    var followers = new ArrayList<Follower>();
    if (!role.hasLeaderInfo()) {
      return followers;
    }
    long[] matched = division.getInfo().getFollowerMatchIndices();
    var infos = role.getLeaderInfo().getFollowerInfoList();
    for (int i = 0; i < infos.size(); i++) {
      followers.add(
          new Follower(
              infos.get(i).getId().getId().toStringUtf8(),
              matched != null && matched.length == infos.size() ? matched[i] : -1,
              infos.get(i).getLastRpcElapsedTimeMs()));
    }
    return followers;
  }

  /// Milliseconds since this follower last heard from its leader; -1 if this node is not a
  /// follower.
  long leaderContactMillis() {
    var role = division.getInfo().getRoleInfoProto();
    return role.hasFollowerInfo()
        ? role.getFollowerInfo().getLeaderInfo().getLastRpcElapsedTimeMs()
        : -1;
  }

  /// Appends an entry. Only the leader can do this.
  CompletableFuture<RaftClientReply> append(Message entry) {
    return submit(request(RaftClientRequest.writeRequestType()).setMessage(entry));
  }

  /// Completes once this node has applied everything that was committed before the call.
  CompletableFuture<RaftClientReply> readIndex() {
    return submit(request(RaftClientRequest.readRequestType()).setMessage(Message.EMPTY));
  }

  void takeSnapshot(Duration timeout) throws IOException {
    var _ =
        server.snapshotManagementAsync(
            SnapshotManagementRequest.newCreate(
                client, server.getId(), group, calls.incrementAndGet(), timeout.toMillis(), 1));
  }

  /// Replaces the members with `next`, if they are still `now`.
  void setMembers(List<Member> now, List<Member> next, Duration timeout) throws IOException {
    var arguments =
        SetConfigurationRequest.Arguments.newBuilder()
            .setServersInCurrentConf(now.stream().map(Division::peer).toList())
            .setServersInNewConf(next.stream().map(Division::peer).toList())
            .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
            .build();
    check(
        await(
            server.setConfigurationAsync(
                new SetConfigurationRequest(
                    client, server.getId(), group, calls.incrementAndGet(), arguments)),
            timeout));
  }

  void transfer(Member next, Duration timeout) throws IOException {
    check(
        await(
            server.transferLeadershipAsync(
                new TransferLeadershipRequest(
                    client,
                    server.getId(),
                    group,
                    calls.incrementAndGet(),
                    RaftPeerId.valueOf(next.id()),
                    timeout.toMillis())),
            timeout.plus(ANSWERED_WITHIN)));
  }

  /// Reconnects to a node.
  void reconnect(String id) {
    server
        .getServerRpc()
        .handleException(RaftPeerId.valueOf(id), new IOException("the node does not answer"), true);
  }

  private static RaftClientReply await(CompletableFuture<RaftClientReply> reply, Duration timeout)
      throws IOException {
    try {
      return reply.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (TimeoutException e) {
      throw new IOException("timed out after " + timeout.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new IOException(cause == null ? e.getMessage() : cause.getMessage(), e);
    }
  }

  private static void check(RaftClientReply reply) throws IOException {
    if (!reply.isSuccess()) {
      throw new IOException(
          reply.getException() == null ? "refused" : reply.getException().getMessage(),
          reply.getException());
    }
  }

  private CompletableFuture<RaftClientReply> submit(RaftClientRequest.Builder request) {
    try {
      return server.submitClientRequestAsync(request.build());
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private RaftClientRequest.Builder request(RaftClientRequest.Type type) {
    return RaftClientRequest.newBuilder()
        .setClientId(client)
        .setServerId(server.getId())
        .setGroupId(group)
        .setCallId(calls.incrementAndGet())
        .setType(type);
  }

  private static RaftPeer peer(Member member) {
    return RaftPeer.newBuilder().setId(member.id()).setAddress(member.address()).build();
  }

  private static Member member(RaftPeer peer) {
    return Member.of(peer.getId().toString(), peer.getAddress());
  }
}
