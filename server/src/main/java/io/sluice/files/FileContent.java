package io.sluice.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// What came of reading a file: its bytes, or why there are none.
///
/// Equal to itself only, so that what was made from it can tell by it whether to be made again.
public final class FileContent {
  /// Far more than a configuration or a chain of certificates has.
  private static final int MAX_BYTES = 1 << 20;

  private static final byte[] NOTHING = {};

  private final byte[] bytes;

  /// Why it could not be read; empty if it could.
  private final String problem;

  private FileContent(byte[] bytes, String problem) {
    this.bytes = bytes;
    this.problem = problem;
  }

  /// Content that does not come from a file.
  public static FileContent of(byte[] bytes) {
    return new FileContent(bytes, "");
  }

  static FileContent of(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      return bytes.length > MAX_BYTES
          ? new FileContent(NOTHING, "open " + file + ": longer than " + MAX_BYTES + " bytes")
          : of(bytes);
    } catch (IOException e) {
      return unreadable(file, e);
    }
  }

  static FileContent unreadable(Path file, IOException e) {
    return new FileContent(NOTHING, FileErrors.message(file, e));
  }

  boolean isRead() {
    return problem.isEmpty();
  }

  boolean isLike(FileContent other) {
    return problem.equals(other.problem) && Arrays.equals(bytes, other.bytes);
  }

  /// The bytes.
  ///
  /// @throws IOException that says why it could not be read
  public byte[] bytes() throws IOException {
    if (!problem.isEmpty()) {
      throw new IOException(problem);
    }
    return bytes;
  }
}
