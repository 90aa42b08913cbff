package io.sluice.replication;

import io.sluice.cluster.ClusterPeer;
import io.sluice.replication.NodeFolder.Member;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Decides what a node without a cluster does, based on the information about the configured nodes.
///
/// - If one of them belongs to a cluster that contains this node: join it.
/// - If one of them belongs to a cluster without this node: wait until an administrator adds this
///   node. This is also the case for a node that has lost its folder; if it came back with its old
///   identity and an empty log, acknowledged commands could be lost.
/// - If all of them respond and none belongs to a cluster: form one. Its initial members and its id
///   are derived from their identities, so all nodes make the same decision.
final class Formation {
  /// The decision.
  sealed interface Decision {
    /// Try again later; `reason` describes what is missing.
    record Wait(String reason) implements Decision {}

    /// Join a cluster.
    ///
    /// @param initial the initial members of a new cluster; empty to wait until this node is added
    /// @param adding the members that this node must add
    record Join(UUID cluster, List<Member> initial, List<Member> adding) implements Decision {}

    /// These nodes can never form a cluster.
    record Refuse(String reason) implements Decision {}
  }

  private Formation() {}

  /// @param peers the configured initial nodes
  /// @param own the information about this node
  /// @param answers the information from the other nodes
  static Decision decide(List<ClusterPeer> peers, Hello own, List<Hello> answers) {
    Decision existing = existing(own, answers);
    if (existing != null) {
      return existing;
    }
    Set<String> missing = new HashSet<>(peers.stream().map(ClusterPeer::name).toList());
    missing.remove(own.self().name());
    for (Hello answer : answers) {
      if (!answer.peers().equals(own.peers())) {
        return new Decision.Wait(
            "node %s was started with different --cluster.peers: %s"
                .formatted(answer.self().name(), answer.peers()));
      }
      missing.remove(answer.self().name());
    }
    if (!missing.isEmpty()) {
      return new Decision.Wait(
          "a new cluster needs all of its nodes; missing: "
              + missing.stream().sorted().collect(Collectors.joining(", ")));
    }
    return form(own, answers);
  }

  private static @Nullable Decision existing(Hello own, List<Hello> answers) {
    UUID cluster = null;
    for (Hello answer : answers) {
      UUID theirs = answer.cluster();
      if (theirs == null) {
        continue;
      }
      if (cluster != null && !cluster.equals(theirs)) {
        return new Decision.Refuse("the nodes in --cluster.peers belong to different clusters");
      }
      cluster = theirs;
      if (answer.members().stream().anyMatch(member -> member.id().equals(own.self().id()))) {
        return new Decision.Join(cluster, answer.members(), List.of());
      }
    }
    if (cluster != null && own.hasImport()) {
      return new Decision.Refuse(
          "this node has an import, but the other nodes already belong to a cluster");
    }
    return cluster == null ? null : new Decision.Join(cluster, List.of(), List.of());
  }

  private static Decision form(Hello own, List<Hello> answers) {
    List<Hello> all = new ArrayList<>(answers);
    all.add(own);
    all.sort(Comparator.comparing(hello -> hello.self().name()));
    List<Hello> bringing = all.stream().filter(Hello::hasImport).toList();
    if (bringing.size() > 1) {
      return new Decision.Refuse(
          "a new cluster takes the import of one node, but several have one: "
              + bringing.stream()
                  .map(hello -> hello.self().name())
                  .collect(Collectors.joining(", ")));
    }
    List<Member> members = all.stream().map(Hello::self).toList();
    UUID cluster = id(members);
    if (bringing.isEmpty()) {
      return new Decision.Join(cluster, members, List.of());
    }
    // The node with the imported state forms the cluster alone, otherwise a node without this state
    // could be elected. It then adds the others.
    List<Member> others = members.stream().filter(m -> !m.equals(own.self())).toList();
    return bringing.getFirst().self().equals(own.self())
        ? new Decision.Join(cluster, List.of(own.self()), others)
        : new Decision.Wait(
            "node " + bringing.getFirst().self().name() + " has an import and forms the cluster");
  }

  private static UUID id(List<Member> members) {
    String all =
        members.stream()
            .map(member -> member.id() + "=" + member.address())
            .collect(Collectors.joining(","));
    return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8));
  }

  /// The list of peers in a canonical form, independent of its order.
  static String canonical(List<ClusterPeer> peers) {
    return peers.stream().map(ClusterPeer::toString).sorted().collect(Collectors.joining(","));
  }
}
