package io.sluice.cluster;

import io.sluice.log.ReplicatedMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Runs nodes of clusters. The one implementation is found by a [java.util.ServiceLoader], so that
/// a gateway that runs alone does not load it.
public interface ClusterEngine {
  /// Starts a node. It brings `machine`, which is empty, to where the folder left it, and goes on
  /// from there; it may be some time before a leader is known.
  ///
  /// @param readsStale whether [Cluster#catchUp] waits for the leader only once after the start
  /// @param onFatal called when the node cannot go on; the process must end
  /// @throws IOException if the folder cannot be used
  <C, O> Cluster<C, O> open(
      ClusterSettings settings,
      ReplicatedMachine<C, O> machine,
      boolean readsStale,
      Consumer<Throwable> onFatal)
      throws IOException;

  /// Prepares an empty folder: the cluster that is formed with this node begins with the state of
  /// `machine`.
  ///
  /// @param node the name that the node will have
  /// @throws IOException if the folder is not empty or cannot be written
  void prepare(Path data, String node, ReplicatedMachine<?, ?> machine) throws IOException;

  /// Brings `machine`, which is empty, to where the folder of a stopped node left it.
  ///
  /// @return the index of the last log entry
  /// @throws IOException if the folder cannot be read, or its node is running
  <C, O> long read(Path data, ReplicatedMachine<C, O> machine) throws IOException;
}
