package io.sluice.gofile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GoOriginalTest {
  @TempDir private Path folder;
  private Path file;
  private Path kept;

  @BeforeEach
  void writeFile() throws IOException {
    file = Files.writeString(folder.resolve("a.data"), "what it held");
    kept = folder.resolve("a.data.pushgateway");
  }

  @Test
  void keep_nothingInTheWay_copiedAndLeft() throws IOException {
    GoOriginal.keep(file);
    assertThat(kept).hasContent("what it held");
    assertThat(file).hasContent("what it held");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("a.data", "a.data.pushgateway");
  }

  @Test
  void keep_otherFileInTheWay_refusedAndUntouched() throws IOException {
    Files.writeString(kept, "of somebody else");
    assertThatThrownBy(() -> GoOriginal.keep(file))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("a.data.pushgateway");
    assertThat(kept).hasContent("of somebody else");
    assertThat(file).hasContent("what it held");
  }

  @Test
  void keep_folderOrDanglingLinkInTheWay_refused() throws IOException {
    Files.createDirectory(kept);
    assertThatThrownBy(() -> GoOriginal.keep(file)).isInstanceOf(FileAlreadyExistsException.class);
    Files.delete(kept);
    Files.createSymbolicLink(kept, Path.of("nowhere"));
    assertThatThrownBy(() -> GoOriginal.keep(file)).isInstanceOf(FileAlreadyExistsException.class);
  }

  /// A start that was killed after the copy, before the file itself was replaced.
  @Test
  void keep_again_nothingToDo() throws IOException {
    GoOriginal.keep(file);
    GoOriginal.keep(file);
    assertThat(kept).hasContent("what it held");
  }

  /// A start that was killed while it copied.
  @Test
  void keep_tornCopyOfAnEarlierStart_madeAnew() throws IOException {
    Files.writeString(folder.resolve("a.data.pushgateway.part"), "what");
    GoOriginal.keep(file);
    assertThat(kept).hasContent("what it held");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("a.data", "a.data.pushgateway");
  }
}
