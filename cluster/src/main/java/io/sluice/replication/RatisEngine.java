package io.sluice.replication;

import io.sluice.cluster.Cluster;
import io.sluice.cluster.ClusterEngine;
import io.sluice.cluster.ClusterSettings;
import io.sluice.log.ReplicatedMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.ratis.util.ExitUtils;

/// Runs nodes on Apache Ratis.
public final class RatisEngine implements ClusterEngine {
  @Override
  public <C, O> Cluster<C, O> open(
      ClusterSettings settings,
      ReplicatedMachine<C, O> machine,
      boolean readsStale,
      Consumer<Throwable> onFatal)
      throws IOException {
    disableExits();
    try {
      return ReplicatedLog.open(settings, machine, readsStale, onFatal);
    } catch (ExitUtils.ExitException e) {
      throw new IOException("cannot listen on " + settings.listen() + ": " + reason(e), e);
    } catch (IllegalArgumentException e) {
      throw new IOException("cannot use the certificates of the node: " + reason(e), e);
    }
  }

  @Override
  public void prepare(Path data, String node, ReplicatedMachine<?, ?> machine) throws IOException {
    OfflineFolder.prepare(data, node, machine);
  }

  @Override
  public <C, O> long read(Path data, ReplicatedMachine<C, O> machine) throws IOException {
    return OfflineFolder.read(data, machine);
  }

  /// Prevents Ratis from ending the process without a log message if a port is in use, and from
  /// replacing the handler that ends the process when a thread has died.
  private static void disableExits() {
    Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
    ExitUtils.disableSystemExit();
    Thread.setDefaultUncaughtExceptionHandler(handler);
  }

  private static String reason(Throwable e) {
    return e.getCause() == null ? String.valueOf(e.getMessage()) : reason(e.getCause());
  }
}
