package io.sluice.gofile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.GoTakeover;
import io.sluice.gateway.StoreStateMachine;
import io.sluice.journal.Journal;
import io.sluice.journal.RecordedEvents;
import io.sluice.journal.SyncPolicy;
import io.sluice.store.Store;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A start with the file of a Go Pushgateway.
final class GoTakeoverTest {
  private static final byte[] ORIGINAL = GoFileReaderTest.resource("all-types-1.5.1.data");

  @TempDir private Path folder;
  private Path file;
  private Path kept;
  private Shown expected;

  @BeforeEach
  void writeFile() throws IOException {
    file = Files.write(folder.resolve("a.data"), ORIGINAL);
    kept = folder.resolve("a.data.pushgateway");
    var store = new Store(Map.of());
    GoImport.run(MemorySegment.ofArray(ORIGINAL), store);
    expected = Shown.of(store.view());
  }

  @Test
  void open_goFile_heldAndOriginalKept() throws IOException {
    assertThat(start()).isEqualTo(expected);
    assertThat(kept).hasBinaryContent(ORIGINAL);
    assertThat(GoFileReader.accepts(MemorySegment.ofArray(Files.readAllBytes(file)))).isFalse();
    // After that, the file is in Sluice's format.
    assertThat(start()).isEqualTo(expected);
    assertThat(kept).hasBinaryContent(ORIGINAL);
  }

  /// A start that was killed after the original had its second name.
  @Test
  void open_originalKeptBefore_finished() throws IOException {
    Files.createLink(kept, file);
    assertThat(start()).isEqualTo(expected);
    assertThat(kept).hasBinaryContent(ORIGINAL);
  }

  @Test
  void open_otherFileInTheWay_refusedAndUntouched() throws IOException {
    Files.writeString(kept, "of somebody else");
    assertThatThrownBy(this::start)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a.data.pushgateway");
    assertThat(kept).hasContent("of somebody else");
    assertThat(file).hasBinaryContent(ORIGINAL);
  }

  @Test
  void open_damagedFile_refusedAndUntouched() throws IOException {
    byte[] damaged = Arrays.copyOf(ORIGINAL, ORIGINAL.length - 100);
    Files.write(file, damaged);
    assertThatThrownBy(this::start)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a.data is a Pushgateway file, but damaged: ")
        .hasMessageContaining("offset=");
    assertThat(file).hasBinaryContent(damaged);
    assertThat(kept).doesNotExist();
  }

  private Shown start() throws IOException {
    var store = new Store(Map.of());
    var reports = new ArrayList<GoImport.Report>();
    var failures = new ArrayList<Throwable>();
    var events = new RecordedEvents();
    try (var journal =
        Journal.open(
            file,
            new Journal.Options(SyncPolicy.PUSH, Duration.ofMinutes(5)),
            new StoreStateMachine(store),
            new GoTakeover(file, Map.of(), reports::add),
            events,
            failures::add)) {
      assertThat(journal.problem()).isNull();
    }
    assertThat(failures).isEmpty();
    assertThat(events.torn).isEmpty();
    assertThat(events.failures).isEmpty();
    assertThat(reports).allMatch(report -> report.leftOut().equals(List.of()));
    return Shown.of(store.view());
  }
}
