package io.sluice;

import io.sluice.cli.BuildInfo;
import io.sluice.cli.Flag;
import io.sluice.cli.Flags;
import io.sluice.cluster.Cluster;
import io.sluice.cluster.ClusterException;
import io.sluice.cluster.ClusterSettings;
import io.sluice.cluster.NodeAddress;
import io.sluice.command.Outcome;
import io.sluice.command.Proposal;
import io.sluice.gateway.StoreStateMachine;
import io.sluice.log.CommitLog;
import io.sluice.telemetry.OwnMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The log that the flags select: in memory, on disk, or replicated in a cluster.
///
/// @param cluster null for a standalone gateway
/// @param epochNanos the clock for the timestamps of commands, in nanoseconds since 1970
record OpenLog(
    CommitLog<Proposal, Outcome> log,
    @Nullable Cluster<Proposal, Outcome> cluster,
    LongSupplier epochNanos)
    implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(OpenLog.class);

  static OpenLog open(
      Flags flags, StoreStateMachine machine, OwnMetrics ownMetrics, BuildInfo build)
      throws IOException {
    if (!flags.isClusterNode()) {
      return new OpenLog(Persistence.open(flags, machine, ownMetrics), null, Main::epochNanos);
    }
    Cluster<Proposal, Outcome> cluster;
    try {
      cluster =
          ClusterLibraries.engine()
              .open(settings(flags, build), machine, flags.readsStale(), OpenLog::die);
    } catch (IOException e) {
      logger
          .atError()
          .addKeyValue("folder", flags.get(Flag.CLUSTER_DATA))
          .addKeyValue("err", e.getMessage())
          .log("could not start the node");
      throw new Persistence.UnusableException(e);
    }
    ownMetrics.reportCluster(cluster::status);
    return new OpenLog(cluster, cluster, cluster::nowNanos);
  }

  /// Transfers the leadership to another node. Called before the gateway stops accepting requests.
  void drain() {
    if (cluster == null) {
      return;
    }
    try {
      cluster.drain();
    } catch (ClusterException e) {
      logger.atWarn().addKeyValue("err", e.getMessage()).log("could not transfer the leadership");
    }
  }

  @Override
  public void close() {
    log.close();
  }

  private static ClusterSettings settings(Flags flags, BuildInfo build) {
    String certificate = flags.get(Flag.CLUSTER_TLS_CERT);
    return new ClusterSettings(
        flags.get(Flag.CLUSTER_NODE),
        flags.get(Flag.CLUSTER_PEERS),
        NodeAddress.parse(flags.get(Flag.CLUSTER_LISTEN)),
        Path.of(flags.get(Flag.CLUSTER_DATA)),
        certificate.isEmpty()
            ? null
            : new ClusterSettings.NodeTls(
                Path.of(certificate),
                Path.of(flags.get(Flag.CLUSTER_TLS_KEY)),
                Path.of(flags.get(Flag.CLUSTER_TLS_CA))),
        flags.get(Flag.CLUSTER_ELECTION_TIMEOUT),
        flags.get(Flag.PERSISTENCE_INTERVAL),
        build.asMap().getOrDefault("version", ""));
  }

  private static void die(Throwable failure) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
  }
}
