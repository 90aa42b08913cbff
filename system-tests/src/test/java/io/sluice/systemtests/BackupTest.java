package io.sluice.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.harness.Gateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The files of a gateway are copied while it accepts pushes and replaces its snapshot ten times a
/// second. A copy either starts with everything that was acknowledged before the copy began, or is
/// refused with the reason. It never starts with less.
final class BackupTest {
  private static final int COPIES = 6;

  @TempDir private Path directory;

  /// The last acknowledged number. Each is a separate group.
  private final AtomicInteger acknowledged = new AtomicInteger(-1);

  @Test
  void copy_whileClientsPush_isWholeOrRefused() throws Exception {
    Path source = Files.createDirectory(directory.resolve("source"));
    int good = 0;
    try (Gateway gateway = start(source)) {
      var isDone = new AtomicBoolean();
      Thread client = Thread.ofPlatform().start(() -> pushUntil(isDone, gateway));
      try {
        while (acknowledged.get() < 20) {
          Thread.onSpinWait();
        }
        for (int i = 0; i < COPIES || good == 0; i++) {
          assertThat(i).as("copies without a good one").isLessThan(10 * COPIES);
          int before = acknowledged.get();
          Path copy = Files.createDirectory(directory.resolve("copy" + i));
          copy(source, copy, i % 2 == 0);
          good += isWhole(copy, before) ? 1 : 0;
        }
      } finally {
        isDone.set(true);
        client.join();
      }
    }
    System.out.printf("backup test: %d groups, %d good copies%n", acknowledged.get() + 1, good);
  }

  private static Gateway start(Path directory) {
    return Gateway.start(
        "--persistence.file=" + directory.resolve("data"), "--persistence.interval=100ms");
  }

  private void pushUntil(AtomicBoolean isDone, Gateway gateway) {
    for (int i = 0; !isDone.get(); i++) {
      gateway.push("/metrics/job/j" + i, "m 1\n");
      acknowledged.set(i);
    }
  }

  /// Copies the files like `cp`: a file that disappears meanwhile is skipped.
  private static void copy(Path source, Path target, boolean isSnapshotFirst) throws IOException {
    Path snapshot = source.resolve("data");
    if (isSnapshotFirst) {
      copyFile(snapshot, target);
    }
    List<Path> segments;
    try (Stream<Path> files = Files.list(source)) {
      segments =
          files.filter(f -> f.getFileName().toString().matches("data\\.journal\\.\\d+")).toList();
    }
    for (Path segment : segments) {
      copyFile(segment, target);
    }
    if (!isSnapshotFirst) {
      copyFile(snapshot, target);
    }
  }

  private static void copyFile(Path file, Path target) throws IOException {
    try {
      Files.copy(file, target.resolve(file.getFileName()));
    } catch (NoSuchFileException _) {
      // A snapshot was replaced, or there is none yet.
    }
  }

  /// Whether the copy starts. If so, it must contain all groups up to `newest`.
  private static boolean isWhole(Path copy, int newest) throws Exception {
    String inspected = Gateway.tool(List.of("inspect", copy.resolve("data").toString()));
    boolean isGood = inspected.startsWith("0 ");
    try (Gateway gateway = start(copy)) {
      Set<String> lines = gateway.scrape().lines().collect(Collectors.toSet());
      for (int i = 0; i <= newest; i++) {
        assertThat(lines.contains("m{instance=\"\",job=\"j" + i + "\"} 1")).as("j" + i).isTrue();
      }
      assertThat(isGood).as(inspected).isTrue();
      return true;
    } catch (IllegalStateException refused) {
      assertThat(refused).hasMessageContaining("ended with 1");
      assertThat(refused).hasMessageContaining(copy.resolve("data").toString());
      assertThat(isGood).as(inspected).isFalse();
      return false;
    }
  }
}
