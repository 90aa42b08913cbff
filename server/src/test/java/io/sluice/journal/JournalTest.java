package io.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.log.CommitLog;
import io.sluice.log.CommitLogContract;
import io.sluice.log.StateMachine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest extends CommitLogContract {
  private static final Journal.Options LONG_INTERVAL =
      new Journal.Options(SyncPolicy.PUSH, Duration.ofDays(1));

  @TempDir private Path folder;

  private final RecordedEvents events = new RecordedEvents();

  @Override
  public CommitLog<String, Integer> open(Lines machine, Consumer<Throwable> onFatal) {
    try {
      // Each in a separate folder: a failed log leaves commands that the next one cannot apply.
      Path file = Files.createTempDirectory(folder, "log").resolve("data");
      return Journal.open(file, LONG_INTERVAL, machine, null, events, onFatal);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void open_afterClose_hasAllInOrder(SyncPolicy sync) {
    var options = new Journal.Options(sync, Duration.ofDays(1));
    List<String> written = IntStream.range(0, 1000).mapToObj(i -> "command " + i).toList();
    try (var log = open(new Lines(), options)) {
      written.forEach(log::append);
    }

    var lines = new Lines();
    open(lines, options).close();
    assertThat(lines.state()).isEqualTo(written);
  }

  @Test
  void open_manyTimes_leavesNoFilesBehind() {
    for (int i = 0; i < 5; i++) {
      var lines = new Lines();
      try (var log = open(lines, LONG_INTERVAL)) {
        assertThat(lines.state()).hasSize(i);
        log.append("start " + i);
      }
    }
    for (int i = 0; i < 5; i++) {
      open(new Lines(), LONG_INTERVAL).close();
    }
    assertThat(files()).hasSize(3).contains("data", "data.lock");
  }

  // Segments that a snapshot covers are deleted, so that the size on disk is bounded.
  @Test
  void append_forLong_isBoundedOnDisk() throws Exception {
    var options =
        new Journal.Options(SyncPolicy.NONE, Duration.ofDays(1), 64 * 1024, Duration.ofSeconds(1));
    String command = "x".repeat(1000);
    try (var log = open(new LastLine(), options)) {
      for (int i = 0; events.snapshots.get() < 6; i++) {
        assertThat(i).as("commands written").isLessThan(1_000_000);
        log.append(command + i).toCompletableFuture().get(60, TimeUnit.SECONDS);
      }
    }
    assertThat(files()).hasSize(3);
    assertThat(bytes()).isLessThan(10_000);
    assertThat(events.failures).isEmpty();
  }

  @Test
  void open_whileOpen_saysWhoHoldsIt() {
    try (var _ = open(new Lines(), LONG_INTERVAL)) {
      assertThatThrownBy(() -> reopen(new Lines()))
          .isInstanceOf(FileLockedException.class)
          .hasMessage("data is in use by process " + ProcessHandle.current().pid());
    }
  }

  // Would catch a journal next to the link: it would not contain the commands written under the
  // other name, and two processes would write at the same time.
  @ParameterizedTest
  @ValueSource(strings = {"data", "./data", "sub/../data", "first-link"})
  void open_link_isTheFileItLeadsTo(String target) throws Exception {
    Files.createDirectory(folder.resolve("sub"));
    Files.createSymbolicLink(folder.resolve("first-link"), Path.of("sub/second-link"));
    Files.createSymbolicLink(folder.resolve("sub/second-link"), Path.of("../data"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of(target));
    try (Journal<String, Integer> log = openFile(link, new Lines())) { // nothing is there yet
      log.append("a").toCompletableFuture().get(60, TimeUnit.SECONDS);
      assertThatThrownBy(() -> reopen(new Lines())).isInstanceOf(FileLockedException.class);
    }
    try (var log = open(new Lines(), LONG_INTERVAL)) {
      log.append("b").toCompletableFuture().get(60, TimeUnit.SECONDS);
      assertThatThrownBy(() -> openFile(link, new Lines()))
          .isInstanceOf(FileLockedException.class)
          .hasMessageStartingWith("data is in use by process");
    }

    var last = new Lines();
    openFile(link, last).close();
    assertThat(last.state()).containsExactly("a", "b");
    assertThat(link).isSymbolicLink();
    assertThat(files()).allMatch(name -> !name.startsWith("link") || name.equals("link"));
  }

  @Test
  void open_linksInACircle_isAnError() throws IOException {
    Files.createSymbolicLink(folder.resolve("one"), Path.of("two"));
    Files.createSymbolicLink(folder.resolve("two"), Path.of("one"));

    assertThatThrownBy(() -> openFile(folder.resolve("one"), new Lines()))
        .isInstanceOf(IOException.class)
        .hasMessage("open %s: too many levels of symbolic links", folder.resolve("one"));
  }

  @Test
  void open_linkIntoNowhere_isAnError() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("none/data"));

    assertThatThrownBy(() -> openFile(link, new Lines()))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage("%s", folder.resolve("none/data.lock"));
  }

  // The lock is written to: a user who can create files in the folder must not redirect it.
  @Test
  void open_lockIsALink_isAnErrorAndNothingIsWritten() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "precious");
    Files.createSymbolicLink(folder.resolve("data.lock"), other);

    assertThatThrownBy(() -> reopen(new Lines())).isInstanceOf(IOException.class);
    assertThat(other).hasContent("precious");
  }

  // Complete files are never changed in place, so another name for one is a copy.
  @Test
  void open_hardLinkOfTheSnapshot_isAJournalOfItsOwn() throws Exception {
    try (var log = open(new Lines(), LONG_INTERVAL)) {
      log.append("a").toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
    Path other = Files.createLink(folder.resolve("other"), folder.resolve("data"));
    try (Journal<String, Integer> log = openFile(other, new Lines())) {
      log.append("b").toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    var lines = new Lines();
    reopen(lines);
    var others = new Lines();
    openFile(other, others).close();
    assertThat(lines.state()).containsExactly("a");
    assertThat(others.state()).containsExactly("a", "b");
  }

  @Test
  void open_fileOfAnotherKind_refusesAndKeepsIt() throws IOException {
    Path file = folder.resolve("data");
    Files.writeString(file, "something else");

    assertThatThrownBy(() -> reopen(new Lines()))
        .isInstanceOf(DamageException.class)
        .hasMessage("data is damaged at offset 0: is not a snapshot");
    assertThat(file).hasContent("something else");
  }

  @Test
  void open_folder_saysWhatItIs() throws IOException {
    Path file = Files.createDirectory(folder.resolve("data"));

    assertThatThrownBy(() -> reopen(new Lines())).hasMessage("open " + file + ": is a directory");
    assertThatThrownBy(() -> Inspection.read(file, new Lines()))
        .hasMessage("open " + file + ": is a directory");
  }

  @Test
  void open_segmentThatIsAFolder_saysWhatItIs() throws IOException {
    Path segment = Files.createDirectory(folder.resolve("data.journal.1"));

    assertThatThrownBy(() -> reopen(new Lines()))
        .hasMessage("open " + segment + ": is a directory");
  }

  // As created by `touch`, or by a configuration tool that sets its owner.
  @Test
  void open_emptyFile_startsEmptyAndGoesOn() throws IOException {
    Path file = Files.createFile(folder.resolve("data"));
    crashed("before the first snapshot");

    for (String command : List.of("first", "second")) {
      try (var log = open(new Lines(), LONG_INTERVAL)) {
        log.append(command);
      }
    }
    var lines = new Lines();
    reopen(lines);
    assertThat(lines.state()).containsExactly("before the first snapshot", "first", "second");
    assertThat(file).isNotEmptyFile();
  }

  @Test
  void inspection_emptyFile_isAnEmptyState() throws IOException {
    Files.createFile(folder.resolve("data"));

    var lines = new Lines();
    Inspection.Report report = Inspection.read(folder.resolve("data"), lines);
    assertThat(report.damage()).isEmpty();
    assertThat(lines.state()).isEmpty();

    crashed("first");
    assertThat(Inspection.read(folder.resolve("data"), lines).damage()).isEmpty();
    assertThat(lines.state()).containsExactly("first");
  }

  // The state before the segments is missing.
  @Test
  void open_emptyFileBeforeLaterSegments_refuses() throws IOException {
    try (var log = open(new Lines(), LONG_INTERVAL)) {
      log.append("a");
    }
    crashed("b");
    Files.write(folder.resolve("data"), new byte[0]);

    assertThatThrownBy(() -> reopen(new Lines()))
        .isInstanceOf(DamageException.class)
        .hasMessage("data is damaged at offset 0: the file is empty");
  }

  @Test
  void inspection_fileOfAnotherKind_isRefused() throws IOException {
    Files.writeString(folder.resolve("data"), "something else");

    assertThatThrownBy(() -> Inspection.read(folder.resolve("data"), new Lines()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "data contains no readable record: data is damaged at offset 0: is not a snapshot");
  }

  @Test
  void open_laterFormat_saysSo() throws IOException {
    try (var log = open(new Lines(), LONG_INTERVAL)) {
      log.append("a");
    }
    Path file = folder.resolve("data");
    byte[] bytes = Files.readAllBytes(file);
    bytes[8] = 2;
    var crc = new java.util.zip.CRC32C();
    crc.update(bytes, 0, 24);
    for (int i = 0; i < 4; i++) {
      bytes[24 + i] = (byte) (crc.getValue() >> (8 * i));
    }
    Files.write(file, bytes);

    assertThatThrownBy(() -> reopen(new Lines()))
        .hasMessage("data was written by another version of Sluice: format=2 supported=1");
  }

  @Test
  void open_lastRecordTorn_cutsItOffAndSaysWhere() throws IOException {
    Path segment = crashed("first", "second");
    byte[] bytes = Files.readAllBytes(segment);
    Files.write(segment, java.util.Arrays.copyOf(bytes, bytes.length - 3));

    var lines = new Lines();
    open(lines, LONG_INTERVAL).close();

    assertThat(lines.state()).containsExactly("first");
    int secondAt = FileHead.BYTES + RecordFrame.HEAD_BYTES + "first".length();
    assertThat(events.torn)
        .containsExactly(
            "data.journal.1 %d %d"
                .formatted(secondAt, RecordFrame.HEAD_BYTES + "second".length() - 3));
  }

  // According to the next record, the first one was durable: this is damage, not a crash.
  @Test
  void open_acknowledgedRecordDamaged_refusesAndNamesThePlace() throws IOException {
    Path segment = crashed("first", "second");
    byte[] bytes = Files.readAllBytes(segment);
    bytes[FileHead.BYTES + RecordFrame.HEAD_BYTES] ^= 1;
    Files.write(segment, bytes);

    assertThatThrownBy(() -> reopen(new Lines()))
        .isInstanceOf(DamageException.class)
        .hasMessage(
            "data.journal.1 is damaged at offset 28: command 1 is missing or damaged, and was"
                + " acknowledged before command 2");
    assertThat(segment).hasBinaryContent(bytes);
  }

  @Test
  void open_segmentMissing_refuses() throws IOException {
    for (String command : List.of("first", "second", "third")) {
      crashed(command);
    }
    Files.delete(folder.resolve("data.journal.2"));

    assertThatThrownBy(() -> reopen(new Lines()))
        .isInstanceOf(DamageException.class)
        .hasMessageStartingWith("data.journal.1 is damaged at offset")
        .hasMessageEndingWith("command 2 is missing or damaged");
  }

  @Test
  void open_snapshotMissing_refuses() throws IOException {
    try (var log = open(new Lines(), LONG_INTERVAL)) {
      log.append("a");
    }
    Files.delete(folder.resolve("data"));

    assertThatThrownBy(() -> reopen(new Lines()))
        .isInstanceOf(DamageException.class)
        .hasMessageEndingWith("commands before it are missing: first=1 last=1");
  }

  @Test
  void inspection_damagedFiles_keepsTheRest() throws IOException {
    Path segment = crashed("first", "second", "third");
    byte[] bytes = Files.readAllBytes(segment);
    bytes[FileHead.BYTES + RecordFrame.HEAD_BYTES + "first".length() + RecordFrame.HEAD_BYTES] ^= 1;
    Files.write(segment, bytes);

    var lines = new Lines();
    Inspection.Report report = Inspection.read(folder.resolve("data"), lines);

    assertThat(lines.state()).containsExactly("first", "third");
    assertThat(report.damage())
        .containsExactly(
            new Inspection.Damage(
                "data.journal.1",
                FileHead.BYTES + RecordFrame.HEAD_BYTES + "first".length(),
                RecordFrame.HEAD_BYTES + "second".length(),
                "records 2 to 2 are damaged"));
    assertThat(report.lastSequence()).isEqualTo(3);

    Inspection.save(folder.resolve("repaired"), report.lastSequence(), lines);
    var repaired = new Lines();
    Journal<String, Integer> log =
        Journal.open(folder.resolve("repaired"), LONG_INTERVAL, repaired, null, events, _ -> {});
    log.close();
    assertThat(repaired.state()).containsExactly("first", "third");
  }

  /// The segment that a crash leaves after these commands, with one fsync for each.
  private Path crashed(String... commands) throws IOException {
    var disk = new LocalDisk(folder);
    var names = new FileNames("data");
    var lines = new Lines();
    Recovery.Result recovered = new Recovery<>(disk, names, lines, events).run();
    long number = recovered.nextSegment();
    long sequence = recovered.lastSequence();
    try (SegmentWriter segment = SegmentWriter.create(disk, names, number, sequence + 1)) {
      for (String command : commands) {
        segment.append(List.of(lines.encode(command)), sequence + 1, sequence);
        segment.force();
        sequence++;
      }
    }
    return folder.resolve(names.segment(number));
  }

  private Journal<String, Integer> open(
      StateMachine<String, Integer> machine, Journal.Options options) {
    try {
      return Journal.open(folder.resolve("data"), options, machine, null, events, this::unexpected);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void reopen(Lines lines) throws IOException {
    openFile(folder.resolve("data"), lines).close();
  }

  private Journal<String, Integer> openFile(Path file, Lines lines) throws IOException {
    return Journal.open(file, LONG_INTERVAL, lines, null, events, this::unexpected);
  }

  private void unexpected(Throwable failure) {
    events.failures.add(failure.toString());
  }

  private List<String> files() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private long bytes() {
    long sum = 0;
    for (String file : files()) {
      try {
        sum += Files.size(folder.resolve(file));
      } catch (IOException _) {
        // Deleted meanwhile.
      }
    }
    return sum;
  }

  /// Contains only the last command, so that a snapshot is short.
  private static final class LastLine implements StateMachine<String, Integer> {
    private volatile String last = "none";

    @Override
    public byte[] encode(String command) {
      return command.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String decode(byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public Integer apply(String command) {
      last = command;
      return 0;
    }

    @Override
    public java.util.Iterator<byte[]> parts() {
      return List.of(encode(last)).iterator();
    }

    @Override
    public void restore(byte[] bytes, int length) {
      last = decode(java.util.Arrays.copyOf(bytes, length));
    }

    @Override
    public void completeRestore() {}
  }
}
