package io.sluice.systemtests.cluster;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Power losses that discard data that was written but not synced. The history of all operations is
/// checked afterwards.
///
/// `-Dsluice.cluster.unsynced=COUNT` sets the number of power losses (`system-tests/cluster-soak`).
class PowerLossTest {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int LOSSES = Integer.getInteger("sluice.cluster.unsynced", 2);
  private static final int CLIENTS = 2;
  private static final int SOME = 50;
  private static final int MAX_WAIT_MILLIS = 1_000;
  private static final List<String> FLAGS = List.of("--persistence.interval=2s");

  @TempDir private Path folder;

  private final long seed = Long.getLong("sluice.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Cluster cluster = new Cluster(LIMIT);
  private final List<DiskImage> disks = new ArrayList<>();

  @BeforeEach
  void requireDisks() throws Exception {
    String problem = DiskImage.problem(folder);
    assumeTrue(problem == null, problem);
    System.out.println("PowerLossTest: -Dsluice.seed=" + seed);
  }

  @AfterEach
  void stop() {
    cluster.close();
    disks.forEach(DiskImage::close);
  }

  // Without this, the other tests could not fail.
  @Test
  void cutPower_fileNotSynced_isLost() throws Exception {
    DiskImage disk = addDisk("disk");
    Path synced = disk.folder().resolve("synced");
    try (FileChannel channel = FileChannel.open(synced, CREATE_NEW, WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1}));
      channel.force(true);
    }
    Path unsynced = Files.writeString(disk.folder().resolve("unsynced"), "lost");
    disk.cutPower();
    disk.restorePower();
    assertThat(synced).hasBinaryContent(new byte[] {1});
    assertThat(unsynced).doesNotExist();
  }

  // Would catch a push that is acknowledged before it is synced.
  @Test
  void push_powerLost_losesNothing() throws Exception {
    DiskImage disk = addDisk("single");
    List<String> flags = new ArrayList<>(FLAGS);
    flags.add("--persistence.file=" + disk.folder().resolve("sluice.db"));
    cluster.add(ClusterNode.start("single", flags));
    losePower();
  }

  // Would catch a push that is acknowledged before a majority has synced it, and a node that
  // forgets its vote.
  @Test
  void push_powerLostOnAllNodes_losesNothing() throws Exception {
    for (String node : List.of("a", "b", "c")) {
      addDisk(node);
    }
    cluster.addAll(ClusterNode.startThree(folder, FLAGS));
    losePower();
  }

  private DiskImage addDisk(String name) throws Exception {
    DiskImage disk = DiskImage.create(folder.resolve(name));
    disks.add(disk);
    return disk;
  }

  private void losePower() throws Exception {
    cluster.awaitReady();
    var clients = new ClusterClients(cluster.nodes(), CLIENTS, seed);
    clients.start();
    for (int loss = 0; loss < LOSSES; loss++) {
      clients.awaitMore(SOME);
      Thread.sleep(random.nextInt(MAX_WAIT_MILLIS));
      losePowerOnce();
      cluster.awaitReady();
    }
    clients.awaitMore(SOME);
    clients.finish();
    clients.check();
    System.out.printf("PowerLossTest: losses=%d %s%n", LOSSES, clients.report());
  }

  private void losePowerOnce() throws Exception {
    for (ClusterNode node : cluster.nodes()) {
      node.signal("STOP");
    }
    // A sync that has begun continues in the kernel.
    cluster.await(() -> cluster.nodes().stream().allMatch(PowerLossTest::isStopped));
    for (DiskImage disk : disks) {
      disk.cutPower();
    }
    for (ClusterNode node : cluster.nodes()) {
      node.kill();
    }
    for (DiskImage disk : disks) {
      disk.restorePower();
    }
    cluster.nodes().forEach(ClusterNode::restart);
  }

  private static boolean isStopped(ClusterNode node) {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + node.pid() + "/task"))) {
      for (Path thread : threads.toList()) {
        if (!Files.readString(thread.resolve("status")).contains("State:\tT")) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
