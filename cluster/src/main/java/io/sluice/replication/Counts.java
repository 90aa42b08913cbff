package io.sluice.replication;

import io.sluice.cluster.ClusterStatus;
import java.util.concurrent.atomic.AtomicLong;

/// Counters of a node since its start.
final class Counts {
  final AtomicLong batches = new AtomicLong();
  final AtomicLong commands = new AtomicLong();
  final AtomicLong batchBytes = new AtomicLong();
  final AtomicLong forwarded = new AtomicLong();
  final AtomicLong retries = new AtomicLong();
  final AtomicLong unknown = new AtomicLong();
  final AtomicLong elections = new AtomicLong();
  final AtomicLong snapshots = new AtomicLong();
  final AtomicLong snapshotFailures = new AtomicLong();
  final AtomicLong installs = new AtomicLong();

  ClusterStatus.Counters snapshot() {
    return new ClusterStatus.Counters(
        batches.get(),
        commands.get(),
        batchBytes.get(),
        forwarded.get(),
        retries.get(),
        unknown.get(),
        elections.get(),
        snapshots.get(),
        snapshotFailures.get(),
        installs.get());
  }
}
