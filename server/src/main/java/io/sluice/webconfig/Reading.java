package io.sluice.webconfig;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/// What came of reading a file: its bytes, or why there are none.
///
/// Equal to itself only, so that what was made from it can tell by it whether to be made again.
final class Reading {
  /// Far more than a configuration or a chain of certificates has.
  private static final int MAX_BYTES = 1 << 20;

  private static final byte[] NOTHING = {};

  private final byte[] bytes;

  /// Why it could not be read; empty if it could.
  private final String problem;

  private Reading(byte[] bytes, String problem) {
    this.bytes = bytes;
    this.problem = problem;
  }

  static Reading of(byte[] bytes) {
    return new Reading(bytes, "");
  }

  static Reading of(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      return bytes.length > MAX_BYTES
          ? new Reading(NOTHING, "read " + file + ": longer than " + MAX_BYTES + " bytes")
          : of(bytes);
    } catch (IOException e) {
      return new Reading(NOTHING, problem(file, e));
    }
  }

  boolean isLike(Reading other) {
    return problem.equals(other.problem) && Arrays.equals(bytes, other.bytes);
  }

  /// @throws IOException with Go's words when it could not be read
  byte[] bytes() throws IOException {
    if (!problem.isEmpty()) {
      throw new IOException(problem);
    }
    return bytes;
  }

  private static String problem(Path file, IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "open " + file + ": no such file or directory";
      case AccessDeniedException _ -> "open " + file + ": permission denied";
      default -> "read " + file + ": " + String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    };
  }
}
