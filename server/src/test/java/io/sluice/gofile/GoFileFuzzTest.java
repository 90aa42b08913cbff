package io.sluice.gofile;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Whatever the file, it is refused with the one exception foreseen, or put into a store whose
/// groups can be written out again.
///
/// Runs on the inputs beside this class; with `JAZZER_FUZZ=1` it looks for more.
final class GoFileFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void run_anyFile_isHeldOrRefused(byte[] content) throws IOException {
    GoFileReader.isGoFile(content);
    Path file = Files.createTempFile("fuzz", ".data");
    Path copy = file.resolveSibling(file.getFileName() + ".copy");
    try {
      Files.write(file, content);
      var store = new Store(Map.of());
      GoImport.run(file, store);
      GoFileWriter.write(copy, store.view());
      GoImport.run(copy, new Store(Map.of()));
    } catch (GoFileException e) {
      if (Files.exists(copy)) {
        throw new AssertionError("what we wrote ourselves was refused", e);
      }
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(copy);
    }
  }
}
