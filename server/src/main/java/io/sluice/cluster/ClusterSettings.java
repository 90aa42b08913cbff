package io.sluice.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The settings of a node.
///
/// @param node the name of this node
/// @param peers all initial nodes of a new cluster, including this one; empty for a node that is
///   already part of a cluster
/// @param listen the address on which this node accepts connections of other nodes
/// @param data the folder of this node
/// @param tls null for plain text
/// @param electionTimeout the time without a message from the leader after which an election starts
/// @param snapshotInterval the minimum time between two snapshots
/// @param version of the program, which other nodes show
public record ClusterSettings(
    String node,
    List<ClusterPeer> peers,
    NodeAddress listen,
    Path data,
    @Nullable NodeTls tls,
    Duration electionTimeout,
    Duration snapshotInterval,
    String version) {
  public ClusterSettings {
    peers = List.copyOf(peers);
  }

  /// Files in PEM form, for both sides of each connection between nodes.
  ///
  /// @param ca signs the certificates of all nodes
  public record NodeTls(Path certificate, Path key, Path ca) {}
}
