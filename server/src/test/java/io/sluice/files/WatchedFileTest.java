package io.sluice.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WatchedFileTest {
  private static final Instant WRITTEN = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path directory;
  private Path path;
  private Instant now = WRITTEN;
  private WatchedFile file;

  @BeforeEach
  void write() throws IOException {
    path = directory.resolve("f");
    write("one");
    file = new WatchedFile(path, (InstantSource) () -> now);
  }

  @Test
  void read_unchanged_isTheSameObject() throws IOException {
    FileContent first = file.read();
    Files.setLastModifiedTime(path, FileTime.from(WRITTEN.plusSeconds(1)));

    assertThat(file.read()).isSameAs(first);
    assertThat(first.bytes()).asString().isEqualTo("one");
  }

  /// Two contents of the same length, written within one tick of the file system's clock.
  @Test
  void read_changedWithinATick_isSeen() throws IOException {
    FileContent first = file.read();
    write("two");

    assertThat(file.read()).isNotSameAs(first);
    assertThat(file.read().bytes()).asString().isEqualTo("two");
  }

  /// A file that has been unchanged for a while is not read again if its time is the same.
  @Test
  void read_restedAndSameStamp_isNotReadAgain() throws IOException {
    now = WRITTEN.plusSeconds(3);
    FileContent first = file.read();
    write("two");

    assertThat(file.read()).isSameAs(first);
  }

  /// A granted permission or a free descriptor does not change the file's stamp.
  @Test
  void read_restedAndNotReadable_isTriedAgain() throws IOException {
    now = WRITTEN.plusSeconds(3);
    var contents =
        new ArrayDeque<>(
            List.of(
                FileContent.unreadable(path, new AccessDeniedException(path.toString())),
                FileContent.of(new byte[] {1})));
    var watched = new WatchedFile(path, (InstantSource) () -> now, _ -> contents.remove());

    assertThatThrownBy(() -> watched.read().bytes())
        .hasMessage("open " + path + ": permission denied");
    assertThat(watched.read().bytes()).containsExactly(1);
    assertThat(watched.read().bytes()).containsExactly(1);
  }

  @Test
  void read_restedAndChanged_isSeen() throws IOException {
    now = WRITTEN.plusSeconds(3);
    FileContent first = file.read();
    Files.writeString(path, "two");

    assertThat(file.read()).isNotSameAs(first);
  }

  @Test
  void read_goneAndBack_saysSoAndGoesOn() throws IOException {
    Files.delete(path);
    assertThatThrownBy(() -> file.read().bytes())
        .isInstanceOf(IOException.class)
        .hasMessage("open " + path + ": no such file or directory");
    assertThat(file.read()).isSameAs(file.read());

    write("two");
    assertThat(file.read().bytes()).asString().isEqualTo("two");
  }

  @Test
  void read_ofADirectory_saysSo() throws IOException {
    Files.delete(path);
    Files.createDirectory(path);

    assertThatThrownBy(() -> file.read().bytes())
        .isInstanceOf(IOException.class)
        .hasMessage("open " + path + ": is a directory");
  }

  private void write(String text) throws IOException {
    Files.writeString(path, text);
    Files.setLastModifiedTime(path, FileTime.from(WRITTEN));
  }
}
