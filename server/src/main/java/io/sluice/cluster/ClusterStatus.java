package io.sluice.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The state of a cluster as known to one of its nodes.
///
/// @param id of the cluster, null before it is formed
/// @param node the name of this node
/// @param leader the name of the leader, null if unknown
/// @param term increases with each election
/// @param committed the index of the last log entry that this node knows to be committed
/// @param applied the index of the last log entry that this node has applied
/// @param snapshot the index of the last log entry in this node's last snapshot, or -1
/// @param problem why this node does not accept pushes, or null if it does
/// @param isDraining whether this node is being drained
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
  /// @param incarnation distinguishes a node from an earlier one with the same name that lost its
  ///   folder
  /// @param role `leader`, `follower`, or `unknown`
  /// @param matched the index of the last log entry that the node is known to have, -1 if unknown;
  ///   only the leader knows that of other nodes
  /// @param contactMillis milliseconds since the leader last heard from the node, -1 if unknown
  public record Member(
      String name,
      String incarnation,
      String address,
      String role,
      long matched,
      long contactMillis) {}

  /// Counters of this node since its start.
  ///
  /// @param batches number of batches that this node submitted to the log
  /// @param commands number of commands in these batches
  /// @param batchBytes size of these batches
  /// @param forwarded number of batches that were sent to another node
  /// @param retries number of retried batches
  /// @param unknown number of commands with an unknown outcome
  /// @param elections number of leader changes that this node has seen
  /// @param snapshots number of snapshots that were written
  /// @param snapshotFailures number of snapshots that could not be written
  /// @param installs number of snapshots that were received from a leader
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
