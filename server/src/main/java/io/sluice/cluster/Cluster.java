package io.sluice.cluster;

import io.sluice.log.CommitLog;

/// The log of a cluster, and the operations of administrators.
///
/// @param <C> commands
/// @param <O> outcomes of applying them
public interface Cluster<C, O> extends CommitLog<C, O>, ClusterAdmin {
  /// The clock for the timestamps of commands, in nanoseconds since 1970: the wall clock, but never
  /// before the last command.
  long nowNanos();
}
