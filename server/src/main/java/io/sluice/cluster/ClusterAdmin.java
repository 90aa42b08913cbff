package io.sluice.cluster;

/// The operations of administrators on a cluster. Each method may be called on any node; it returns
/// when the change is made, at the latest after a minute.
public interface ClusterAdmin {
  /// The state of the cluster as known to this node.
  ClusterStatus status();

  /// Adds a node that was started with an empty folder.
  ///
  /// @throws ClusterException if it was not added
  void add(ClusterPeer peer) throws ClusterException;

  /// Removes the node `name` from the cluster.
  ///
  /// @throws ClusterException if it was not removed
  void remove(String name) throws ClusterException;

  /// Transfers the leadership to the node `name`.
  ///
  /// @throws ClusterException if it did not become the leader
  void transfer(String name) throws ClusterException;

  /// Prepares this node for its stop: it becomes not ready, and transfers the leadership to another
  /// node. Pushes are still accepted.
  ///
  /// @throws ClusterException if no other node became the leader
  void drain() throws ClusterException;
}
