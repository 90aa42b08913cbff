package io.sluice.textfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.GroupingKey;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class TextfileTest {
  private static final long REST = Textfile.REST_NANOS;

  private final Textfile file =
      new Textfile("/d/a.prom", Path.of("/d/a.prom"), GroupingKey.of("job", "a"));

  // A part of a file must not be pushed.
  @Test
  void dueNanos_fileThatGrows_movesWithEachChange() {
    file.found(new FileStamp(1, 7, "i"), false, 0);
    assertThat(file.dueNanos()).isEqualTo(REST);
    file.found(new FileStamp(2, 8, "i"), false, REST - 1);
    assertThat(file.dueNanos()).isEqualTo(2 * REST - 1);
    file.found(new FileStamp(2, 8, "i"), false, REST + 5);
    assertThat(file.dueNanos()).isEqualTo(2 * REST - 1);
    assertThat(file.isSettled()).isFalse();
  }

  @Test
  void dueNanos_fileAtRest_isNow() {
    file.found(new FileStamp(1, 7, "i"), true, 3);
    assertThat(file.dueNanos()).isEqualTo(3);
    file.wasRead(new FileStamp(1, 7, "i"));
    assertThat(file.isSettled()).isTrue();
  }

  // A file that is replaced by deleting and writing it keeps its group.
  @Test
  void missing_fileThatIsBackWithinASecond_isNotMissing() {
    file.found(new FileStamp(1, 7, "i"), true, 0);
    file.wasRead(new FileStamp(1, 7, "i"));
    file.missing(5);
    file.missing(9);
    assertThat(file.isMissing()).isTrue();
    assertThat(file.dueNanos()).isEqualTo(5 + REST);
    file.found(new FileStamp(1, 8, "j"), false, 20);
    assertThat(file.isMissing()).isFalse();
    assertThat(file.dueNanos()).isEqualTo(20 + REST);
  }

  @Test
  void found_changeTimeOfTheStateThatWasRestored_isNotReadAgain() {
    file.restored(GroupingKey.of("job", "a"), 7);
    file.found(new FileStamp(1, 7, "i"), true, 0);
    assertThat(file.isSettled()).isTrue();
    file.found(new FileStamp(1, 8, "i"), true, 1);
    assertThat(file.isSettled()).isFalse();
  }
}
