package io.sluice.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.FreePort;
import io.sluice.cluster.ClusterPeer;
import io.sluice.cluster.ClusterSettings;
import io.sluice.cluster.NodeAddress;
import io.sluice.journal.Lines;
import io.sluice.log.CommitLog;
import io.sluice.log.CommitLogContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;

/// A cluster of one node fulfils the contract of every log.
class ReplicatedLogTest extends CommitLogContract {
  @TempDir private Path folder;

  @Override
  protected CommitLog<String, Integer> open(Lines machine, Consumer<Throwable> onFatal) {
    try {
      var address = new NodeAddress("127.0.0.1", FreePort.find());
      var log =
          ReplicatedLog.open(
              new ClusterSettings(
                  "a",
                  List.of(new ClusterPeer("a", address)),
                  address,
                  Files.createTempDirectory(folder, "node"),
                  null,
                  Duration.ofMillis(300),
                  Duration.ofDays(1),
                  "test"),
              machine,
              false,
              onFatal);
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (log.problem() != null || !log.role().isLeader()) {
        assertThat(System.nanoTime()).as(log.problem()).isLessThan(end);
        Thread.onSpinWait();
      }
      return log;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
