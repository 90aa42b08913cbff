package io.sluice.journal;

import java.io.IOException;

/// A file holds what no journal writes, at a place where that cannot come from a crash.
public final class DamageException extends IOException {
  private static final long serialVersionUID = 1;

  /// @param offset where in the file, in bytes
  /// @param found what is wrong there
  DamageException(String file, long offset, String found) {
    super("%s is damaged at offset %d: %s".formatted(file, offset, found));
  }
}
