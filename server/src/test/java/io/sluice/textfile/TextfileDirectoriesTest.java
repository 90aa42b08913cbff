package io.sluice.textfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sluice.Awaiting;
import io.sluice.model.GroupingKey;
import io.sluice.store.GroupView;
import io.sluice.store.StateLimits;
import io.sluice.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class TextfileDirectoriesTest {
  /// So long that changes are only found by events of the system.
  private static final Duration NEVER = Duration.ofDays(1);

  private static final Duration OFTEN = Duration.ofMillis(50);

  @TempDir Path directory;
  private final Store store = new Store(Map.of());

  @Test
  void file_comesChangesAndGoes_soDoesItsGroup() throws Exception {
    try (var watched = new Watched(directory, store).start(NEVER)) {
      assertThat(watched.files).isZero();
      watched.put("backup.prom", "m 1\n");
      Awaiting.until(() -> watched.shows("backup", "m{instance=\"\",job=\"backup\"} 1"));
      watched.put("backup.prom", "m 2\n");
      Awaiting.until(() -> watched.shows("backup", "m{instance=\"\",job=\"backup\"} 2"));
      Files.delete(directory.resolve("backup.prom"));
      Awaiting.until(() -> watched.groups().isEmpty());
    }
  }

  // Files on network file systems change without any event.
  @Test
  void file_inAFolderThatLinksElsewhere_isFoundByLooking(@TempDir Path elsewhere) throws Exception {
    Files.writeString(elsewhere.resolve("data"), "m 1\n");
    Files.createSymbolicLink(directory.resolve("a.prom"), elsewhere.resolve("data"));
    try (var watched = new Watched(directory, store).start(OFTEN)) {
      Awaiting.until(() -> watched.shows("a", "m{instance=\"\",job=\"a\"} 1"));
      Files.writeString(elsewhere.resolve("data"), "m 22\n");
      Awaiting.until(() -> watched.shows("a", "m{instance=\"\",job=\"a\"} 22"));
    }
  }

  @Test
  void file_writtenInPlace_isReadWhenItIsAtRest() throws Exception {
    try (var watched = new Watched(directory, store).start(OFTEN)) {
      Files.writeString(directory.resolve("slow.prom"), "m 1\n");
      Awaiting.until(() -> watched.shows("slow", "m{instance=\"\",job=\"slow\"} 1"));
      Files.writeString(directory.resolve("slow.prom"), "m 2\n");
      Awaiting.until(() -> watched.shows("slow", "m{instance=\"\",job=\"slow\"} 2"));
    }
  }

  @Test
  void folders_areLabels() throws Exception {
    try (var watched = new Watched(directory, store).start(OFTEN)) {
      watched.put("job=backup/instance=db1.prom", "m 1\n");
      watched.put("instance=db2/backup.prom", "m 2\n");
      watched.put("job=x=y.prom", "m 3\n");
      watched.put("old/backup.prom", "m 4\n");
      Awaiting.until(() -> watched.groups().size() == 3);
      assertThat(watched.groups().keySet())
          .containsExactlyInAnyOrder(
              GroupingKey.of("job", "backup", "instance", "db1").toString(),
              GroupingKey.of("job", "backup", "instance", "db2").toString(),
              GroupingKey.of("job", "job=x=y").toString());
      assertThat(watched.hasError).isFalse();

      watched.put("a-b=c/x.prom", "m 5\n");
      Awaiting.until(() -> watched.hasError);
      watched.put("instance=db1/instance=db2/x.prom", "m 6\n");
      Awaiting.until(() -> watched.files == 5);
      assertThat(watched.groups()).hasSize(3);
    }
  }

  @Test
  void badFile_keepsTheGroupAndIsForgottenWhenMended() throws Exception {
    try (var watched = new Watched(directory, store).start(OFTEN)) {
      watched.put("a.prom", "m 1\n");
      Awaiting.until(() -> watched.has("a"));
      watched.put("a.prom", "m 1x\n");
      Awaiting.until(() -> watched.hasError);
      GroupView bad = watched.job("a");
      assertThat(Watched.samples(bad)).containsExactly("m{instance=\"\",job=\"a\"} 1");
      assertThat(bad.isLastPushSuccessful()).isFalse();
      assertThat(bad.failureMessage()).contains("1x");
      assertThat(bad.failurePeer()).isEqualTo(directory.resolve("a.prom").toString());

      // It was written before the bad one was read.
      Path mended = Files.writeString(directory.resolve(".mended"), "m 2\n");
      Files.setLastModifiedTime(mended, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
      Files.move(mended, directory.resolve("a.prom"), StandardCopyOption.ATOMIC_MOVE);
      Awaiting.until(() -> watched.shows("a", "m{instance=\"\",job=\"a\"} 2"));
      assertThat(watched.job("a").isLastPushSuccessful()).isTrue();
      assertThat(watched.job("a").failureNanos()).isZero();
      Awaiting.until(() -> !watched.hasError);
    }
  }

  @Test
  void fileThatFitsNowhere_isTakenWhenItFits() throws Exception {
    try (var watched = new Watched(directory, store)) {
      GroupingKey other = GroupingKey.of("job", "other");
      watched.pushed(other, "# TYPE m counter\nm 1\n");
      watched.start(OFTEN);
      watched.put("a.prom", "# TYPE m gauge\nm 1\n");
      Awaiting.until(() -> watched.hasError);
      long failedNanos = watched.job("a").failureNanos();
      int before = watched.scans.get();
      Awaiting.until(() -> watched.scans.get() >= before + 5);
      assertThat(watched.job("a").failureNanos()).as("no new failures").isEqualTo(failedNanos);

      watched.pushed(other, "n 1\n");
      Awaiting.until(() -> watched.shows("a", "m{instance=\"\",job=\"a\"} 1"));
      Awaiting.until(() -> !watched.hasError);
    }
  }

  @Test
  void files_readAndRefused_areAmongTheRecentPushesOnce() throws Exception {
    try (var watched = new Watched(directory, store)) {
      watched.pushed(GroupingKey.of("job", "other"), "# TYPE n counter\nn 1\n");
      watched.start(OFTEN);
      watched.put("a.prom", "m 1\n");
      Awaiting.until(() -> watched.has("a"));
      watched.put("a.prom", "m 1x\n");
      Awaiting.until(() -> watched.hasError);
      watched.put("a.prom", "n 1\n"); // does not fit, and is tried with each scan
      Awaiting.until(() -> watched.pushes().size() == 3);
      int before = watched.scans.get();
      Awaiting.until(() -> watched.scans.get() >= before + 5);
      watched.put("9=x/b.prom", "m 1\n");
      Awaiting.until(() -> watched.pushes().size() >= 4);
      watched.put("a.prom", "m 2\n");
      Awaiting.until(() -> watched.shows("a", "m{instance=\"\",job=\"a\"} 2"));
      Awaiting.until(() -> watched.pushes().size() >= 5);

      assertThat(watched.pushes())
          .satisfiesExactly(
              push -> assertThat(push).isEqualTo("a.prom 200"),
              push -> assertThat(push).startsWith("a.prom 400 MALFORMED text format parsing error"),
              push -> assertThat(push).startsWith("a.prom 400 INCONSISTENT "),
              push ->
                  assertThat(push).isEqualTo("9=x/b.prom 400 MALFORMED improper label name \"9\""),
              push -> assertThat(push).isEqualTo("a.prom 200"));
    }
  }

  // The file is valid and is accepted once there is room, so the status is not 413.
  @Test
  void file_forAGroupTooMany_hasTheStatusOfAPush() throws Exception {
    var limits = new StateLimits(1, Integer.MAX_VALUE, Integer.MAX_VALUE);
    try (var watched = new Watched(directory, store, limits)) {
      watched.pushed(GroupingKey.of("job", "other"), "n 1\n");
      watched.start(NEVER);
      watched.put("a.prom", "m 1\n");
      Awaiting.until(() -> watched.pushes().size() == 1);
      assertThat(watched.pushes().getFirst()).startsWith("a.prom 503 LIMIT ");
    }
  }

  @Test
  void file_tooLarge_hasTheStatusOfAPush() throws Exception {
    try (var watched = new Watched(directory, store).start(NEVER)) {
      watched.put("a.prom", "m 1\n" + "#\n".repeat(Watched.MAX_BYTES));
      Awaiting.until(() -> watched.pushes().size() == 1);
      assertThat(watched.pushes())
          .containsExactly(
              "a.prom 413 LIMIT file too large: --limits.decoded-body-bytes=" + Watched.MAX_BYTES);
    }
  }

  @Test
  void twoFilesOfOneGroup_theFirstHasIt() throws Exception {
    Files.writeString(directory.resolve("a.om"), "m 1\n# EOF\n");
    Files.writeString(directory.resolve("a.prom"), "m 2\n");
    try (var watched = new Watched(directory, store).start(OFTEN)) {
      Awaiting.until(() -> watched.shows("a", "m{instance=\"\",job=\"a\"} 1"));
      Awaiting.until(() -> watched.hasError);
      Files.delete(directory.resolve("a.om"));
      Awaiting.until(() -> watched.shows("a", "m{instance=\"\",job=\"a\"} 2"));
      Awaiting.until(() -> !watched.hasError);
    }
  }

  @Test
  void restart_unchangedFilesAreNotReadAgain_andGroupsOfGoneOnesAreDropped() throws Exception {
    try (var first = new Watched(directory, store).start(OFTEN)) {
      first.put("stays.prom", "m 1\n");
      first.put("goes.prom", "m 1\n");
      first.put("changes.prom", "m 1\n");
      first.pushed(GroupingKey.of("job", "http"), "m 1\n");
      Awaiting.until(() -> first.groups().size() == 4);
    }
    Files.delete(directory.resolve("goes.prom"));
    try (var second = new Watched(directory, store)) {
      second.put("changes.prom", "m 2\n");
      second.start(OFTEN);
      assertThat(second.fileGroups.fileOf(GroupingKey.of("job", "stays"))).isNotNull();
      Awaiting.until(() -> second.shows("changes", "m{instance=\"\",job=\"changes\"} 2"));
      Awaiting.until(() -> !second.has("goes"));
      assertThat(second.job("stays").pushCount()).isEqualTo(1);
      assertThat(second.has("http")).isTrue();
      assertThat(second.fileGroups.fileOf(GroupingKey.of("job", "goes"))).isNull();
    }
  }

  // Nothing must be deleted because of a failed mount.
  @Test
  void directoryThatCannotBeRead_keepsItsGroups() throws Exception {
    Path below = Files.createDirectory(directory.resolve("textfiles"));
    try (var watched = new Watched(below, store).start(OFTEN)) {
      watched.put("a.prom", "m 1\n");
      Awaiting.until(() -> watched.has("a"));
      Path aside = Files.move(below, directory.resolve("aside"));
      Awaiting.until(() -> watched.hasError);
      int before = watched.scans.get();
      Awaiting.until(() -> watched.scans.get() >= before + 3);
      assertThat(watched.has("a")).isTrue();

      Files.move(aside, below);
      watched.put("a.prom", "m 2\n");
      Awaiting.until(() -> watched.shows("a", "m{instance=\"\",job=\"a\"} 2"));
      Awaiting.until(() -> !watched.hasError);
    }
  }

  // Would catch a link without its target whose group shows no error.
  @Test
  void file_thatCannotBeLookedAtAnyMore_keepsTheGroupAndSaysWhyThere() throws Exception {
    try (var watched = new Watched(directory, store).start(OFTEN)) {
      watched.put("link.prom", "m 1\n");
      Awaiting.until(() -> watched.has("link"));
      Path link = Files.createSymbolicLink(directory.resolve(".link"), Path.of("nowhere"));
      Files.move(link, directory.resolve("link.prom"), StandardCopyOption.ATOMIC_MOVE);
      Awaiting.until(() -> !watched.job("link").isLastPushSuccessful());
      assertThat(watched.job("link").failureMessage()).isEqualTo("no such file or directory");
      assertThat(Watched.samples(watched.job("link")))
          .containsExactly("m{instance=\"\",job=\"link\"} 1");
      watched.put("link.prom", "m 3\n");
      Awaiting.until(() -> watched.shows("link", "m{instance=\"\",job=\"link\"} 3"));
      assertThat(watched.job("link").isLastPushSuccessful()).isTrue();
    }
  }

  @Test
  void oddFiles_areErrorsAndBlockNothing() throws Exception {
    Files.writeString(directory.resolve("large.prom"), "# " + "x".repeat(Watched.MAX_BYTES));
    Files.createSymbolicLink(directory.resolve("dangling.prom"), Path.of("nowhere"));
    Process pipe = new ProcessBuilder("mkfifo", directory.resolve("pipe.prom").toString()).start();
    assumeThat(pipe.waitFor()).isZero();
    try (var watched = new Watched(directory, store).start(OFTEN)) {
      watched.put("good.prom", "m 1\n");
      Awaiting.until(() -> watched.has("good") && watched.has("large"));
      assertThat(watched.hasError).isTrue();
      assertThat(watched.job("large").failureMessage()).contains("--limits.decoded-body-bytes");
      assertThat(watched.groups()).hasSize(2);
      assertThat(watched.files).isEqualTo(4);
    }
  }

  @Test
  void groupOfAClient_isKeptWhenABadFileOfItsNameGoes() throws Exception {
    try (var watched = new Watched(directory, store)) {
      watched.pushed(GroupingKey.of("job", "a"), "m 1\n");
      watched.start(OFTEN);
      watched.put("a.prom", "m 1x\n");
      Awaiting.until(() -> watched.hasError);
      Files.delete(directory.resolve("a.prom"));
      Awaiting.until(
          () ->
              watched.files == 0 && watched.fileGroups.fileOf(GroupingKey.of("job", "a")) == null);
      assertThat(watched.shows("a", "m{instance=\"\",job=\"a\"} 1")).isTrue();
    }
  }
}
