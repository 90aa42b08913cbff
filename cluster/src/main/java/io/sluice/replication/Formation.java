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

/// Decides what a node without a cluster does, from what the nodes it was told of say of
/// themselves.
///
/// - One of them is part of a cluster with this very node in it: take part in it.
/// - One of them is part of a cluster without this node: wait there until an operator adds it. This
///   is also what a node finds that has lost its folder; to come back under its old identity with
///   an empty log could undo what was acknowledged.
/// - All of them are here, and none is part of a cluster: form one. Which nodes it begins with and
///   what it is called follows from their identities, so all decide alike.
final class Formation {
  /// What to do.
  sealed interface Decision {
    /// Ask again; `reason` says what is missing.
    record Wait(String reason) implements Decision {}

    /// Take part in a cluster.
    ///
    /// @param initial the members it begins with; empty to wait until this node is added
    /// @param adding what this node has to add to it
    record Join(UUID cluster, List<Member> initial, List<Member> adding) implements Decision {}

    /// These nodes can never form a cluster.
    record Refuse(String reason) implements Decision {}
  }

  private Formation() {}

  /// @param peers what this node was told of the nodes that a new cluster begins with
  /// @param own what this node says of itself
  /// @param answers of the others
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
    // Whoever brings the state begins alone, or one without it could be elected. It adds the
    // others.
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

  /// The list of peers in one form, whatever order it was given in.
  static String canonical(List<ClusterPeer> peers) {
    return peers.stream().map(ClusterPeer::toString).sorted().collect(Collectors.joining(","));
  }
}
