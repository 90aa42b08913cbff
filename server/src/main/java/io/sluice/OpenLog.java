package io.sluice;

import io.sluice.cli.BuildInfo;
import io.sluice.cli.ClusterFlags;
import io.sluice.cli.Flags;
import io.sluice.cluster.Cluster;
import io.sluice.cluster.ClusterException;
import io.sluice.cluster.ClusterSettings;
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
    if (!flags.cluster().isOn()) {
      return new OpenLog(Persistence.open(flags, machine, ownMetrics), null, Main::epochNanos);
    }
    Cluster<Proposal, Outcome> cluster;
    try {
      cluster =
          ClusterLibraries.engine()
              .open(settings(flags, build), machine, flags.cluster().readsStale(), OpenLog::die);
    } catch (IOException e) {
      logger
          .atError()
          .addKeyValue("folder", flags.cluster().data())
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
    ClusterFlags cluster = flags.cluster();
    return new ClusterSettings(
        cluster.node(),
        cluster.peers(),
        cluster.listenAddress(),
        Path.of(cluster.data()),
        cluster.tlsCertificate().isEmpty()
            ? null
            : new ClusterSettings.NodeTls(
                Path.of(cluster.tlsCertificate()),
                Path.of(cluster.tlsKey()),
                Path.of(cluster.tlsCa())),
        cluster.electionTimeout(),
        flags.persistenceInterval(),
        build.asMap().getOrDefault("version", ""));
  }

  private static void die(Throwable failure) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
  }
}
