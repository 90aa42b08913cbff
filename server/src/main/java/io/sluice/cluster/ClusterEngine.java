package io.sluice.cluster;

import io.sluice.log.ReplicatedMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Runs cluster nodes. The implementation is found by a [java.util.ServiceLoader], so that a
/// standalone gateway does not load it.
public interface ClusterEngine {
  /// Starts a node. It restores the state of `machine`, which must be empty, from the folder, and
  /// joins the cluster. It may take some time until a leader is known.
  ///
  /// @param readsStale whether [Cluster#catchUp] only waits once for the leader, after the start
  /// @param onFatal called when the node cannot continue and the process must end
  /// @throws IOException if the folder cannot be used
  <C, O> Cluster<C, O> open(
      ClusterSettings settings,
      ReplicatedMachine<C, O> machine,
      boolean readsStale,
      Consumer<Throwable> onFatal)
      throws IOException;

  /// Prepares an empty folder for the first node of a new cluster, which begins with the state of
  /// `machine`.
  ///
  /// @param node the name of the node
  /// @throws IOException if the folder is not empty or cannot be written
  void prepare(Path data, String node, ReplicatedMachine<?, ?> machine) throws IOException;

  /// Restores the state of `machine`, which must be empty, from the folder of a stopped node.
  ///
  /// @return the index of the last log entry
  /// @throws IOException if the folder cannot be read, or its node is running
  <C, O> long read(Path data, ReplicatedMachine<C, O> machine) throws IOException;
}
