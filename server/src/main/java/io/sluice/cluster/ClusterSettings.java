package io.sluice.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a node is to be run.
///
/// @param node the name of this node
/// @param peers all nodes that a new cluster begins with, this one included; empty for a node that
///   is part of a cluster already
/// @param listen where this node waits for the others
/// @param data the folder of this node
/// @param tls null for plain text
/// @param electionTimeout how long a leader may be silent before another one is elected
/// @param snapshotInterval the least time between two snapshots
/// @param version of the program, as other nodes show it
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
