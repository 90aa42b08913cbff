package io.sluice.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A cluster as one of its nodes sees it.
///
/// @param id of the cluster, null before it is formed
/// @param node the name of the node that says this
/// @param leader its name, null if the node knows of none
/// @param term counts leaders
/// @param committed the index of the last log entry that a majority has, as far as this node knows
/// @param applied the index of the last one that this node has applied
/// @param snapshot the index of the last one in this node's last snapshot, or -1
/// @param problem why this node does not accept pushes, or null if it does
/// @param isDraining whether this node is about to leave
public record ClusterStatus(
    @Nullable String id,
    String node,
    @Nullable String leader,
    long term,
    long committed,
    long applied,
    long snapshot,
    @Nullable String problem,
    boolean isDraining,
    List<Member> members,
    Counters counters) {
  public ClusterStatus {
    members = List.copyOf(members);
  }

  /// A node of the cluster.
  ///
  /// @param incarnation tells a node from an earlier one of the same name that lost its folder
  /// @param role `leader`, `follower`, or `unknown`
  /// @param matched the index of the last log entry that the node is known to have, -1 if this is
  ///   not known; only the leader knows it of others
  /// @param contactMillis how long ago the leader heard of the node, -1 if this is not known
  public record Member(
      String name,
      String incarnation,
      String address,
      String role,
      long matched,
      long contactMillis) {}

  /// What this node has done since it was started.
  ///
  /// @param batches that reached the log from this node
  /// @param commands in these batches
  /// @param batchBytes of these batches
  /// @param forwarded batches that were sent to another node
  /// @param retries repetitions of a batch
  /// @param unknown commands that were answered with an unknown outcome
  /// @param elections changes of the leader that this node has seen
  /// @param snapshots written
  /// @param snapshotFailures that could not be written
  /// @param installs of snapshots that the leader sent
  public record Counters(
      long batches,
      long commands,
      long batchBytes,
      long forwarded,
      long retries,
      long unknown,
      long elections,
      long snapshots,
      long snapshotFailures,
      long installs) {}
}
