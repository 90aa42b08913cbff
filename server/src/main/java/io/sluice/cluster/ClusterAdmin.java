package io.sluice.cluster;

/// What operators do with a cluster. Each call may be made on any node; it returns when the change
/// is made, after a minute at the latest.
public interface ClusterAdmin {
  /// The cluster as this node sees it.
  ClusterStatus status();

  /// Makes a node a member, which was started with an empty folder.
  ///
  /// @throws ClusterException if it was not made one
  void add(ClusterPeer peer) throws ClusterException;

  /// Takes the node `name` out of the cluster.
  ///
  /// @throws ClusterException if it was not taken out
  void remove(String name) throws ClusterException;

  /// Makes the node `name` the leader.
  ///
  /// @throws ClusterException if it did not become the leader
  void transfer(String name) throws ClusterException;

  /// Prepares this node for its end: it is no longer ready, and another node becomes the leader.
  /// Pushes are still accepted.
  ///
  /// @throws ClusterException if no other node became the leader
  void drain() throws ClusterException;
}
