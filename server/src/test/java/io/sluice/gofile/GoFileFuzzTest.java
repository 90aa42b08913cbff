package io.sluice.gofile;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.store.Store;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Any file is either refused with the intended exception, or loaded into a store whose groups can
/// be written and read again.
///
/// Runs on the inputs next to this class; with `JAZZER_FUZZ=1` it searches for more.
final class GoFileFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void run_anyFile_isHeldOrRefused(byte[] content) throws IOException {
    MemorySegment file = MemorySegment.ofArray(content);
    GoFileReader.accepts(file);
    var store = new Store(Map.of());
    try {
      GoImport.run(file, store);
    } catch (GoFileException _) {
      return; // Refused as intended.
    }
    Path copy = Path.of(System.getProperty("java.io.tmpdir"), "fuzz-" + System.nanoTime());
    GoFileWriter.write(copy, store.view());
    try {
      GoImport.run(MemorySegment.ofArray(Files.readAllBytes(copy)), new Store(Map.of()));
    } finally {
      Files.delete(copy);
    }
  }
}
