package io.sluice.gofile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.store.Store;
import io.sluice.store.StoreView;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GoFileWriterTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"mixed.data", "odd-labels.data", "nothing.data", "all-types-1.5.1.data"})
  void write_importedFile_importedAgainTheSame(String name) throws IOException {
    StoreView first = imported(folderFile(name));
    Path written = folder.resolve("written.data");
    GoFileWriter.write(written, first);
    StoreView second = imported(written);
    assertThat(Shown.of(second)).isEqualTo(Shown.of(first));
  }

  @Test
  void write_nothing_emptyMapAfterItsTypes() throws IOException {
    Path written = folder.resolve("written.data");
    GoFileWriter.write(written, StoreView.empty());
    byte[] bytes = Files.readAllBytes(written);
    assertThat(GoFileReader.accepts(MemorySegment.ofArray(bytes))).isTrue();
    assertThat(GoFileReaderTest.read(bytes)).isEmpty();
  }

  /// While the file is written, the length of the value is 0, so that gateways refuse it.
  @Test
  void write_cutShortByACrash_refused() throws IOException {
    Path written = folder.resolve("written.data");
    GoFileWriter.write(written, imported(folderFile("mixed.data")));
    byte[] bytes = Files.readAllBytes(written);
    int lengthAt = indexOf(bytes, new byte[] {(byte) 0xF8, 0, 0, 0, 0, 0, 0});
    bytes[lengthAt + 7] = 0;
    bytes[lengthAt + 8] = 0;
    assertThatThrownBy(() -> GoFileReaderTest.read(bytes)).isInstanceOf(GoFileException.class);
  }

  @Test
  void write_fileThere_refusedAndUntouched() throws IOException {
    Path there = Files.writeString(folder.resolve("there.data"), "mine");
    assertThatThrownBy(() -> GoFileWriter.write(there, StoreView.empty()))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(there).hasContent("mine");
  }

  @Test
  void write_noFolder_refused() {
    Path nowhere = folder.resolve("none").resolve("a.data");
    assertThatThrownBy(() -> GoFileWriter.write(nowhere, StoreView.empty()))
        .isInstanceOf(NoSuchFileException.class);
  }

  private Path folderFile(String name) throws IOException {
    return Files.write(folder.resolve(name), GoFileReaderTest.resource(name));
  }

  private static StoreView imported(Path file) throws IOException {
    var store = new Store(Map.of());
    GoImport.run(MemorySegment.ofArray(Files.readAllBytes(file)), store);
    return store.view();
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int at = 0; at + part.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    throw new AssertionError("not found");
  }
}
