package io.sluice.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// The result of reading a file: its bytes or an error.
///
/// Compared by identity, so that a derived object can check whether it must be recreated.
public final class FileContent {
  /// Far more than the size of a configuration or a certificate chain.
  private static final int MAX_BYTES = 1 << 20;

  private static final byte[] NOTHING = {};

  private final byte[] bytes;

  /// The error if it could not be read; otherwise empty.
  private final String problem;

  private FileContent(byte[] bytes, String problem) {
    this.bytes = bytes;
    this.problem = problem;
  }

  /// Content that was not read from a file.
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
  /// @throws IOException with the reason if it could not be read
  public byte[] bytes() throws IOException {
    if (!problem.isEmpty()) {
      throw new IOException(problem);
    }
    return bytes;
  }
}
