package io.sluice.journal;

import java.io.IOException;

/// A file contains bytes that no journal writes, at an offset where a crash cannot be the cause.
public final class DamageException extends IOException {
  private static final long serialVersionUID = 1;

  /// @param offset in the file, in bytes
  /// @param found describes the damage
  DamageException(String file, long offset, String found) {
    super("%s is damaged at offset %d: %s".formatted(file, offset, found));
  }

  /// A complete record that the state machine rejects.
  static DamageException unknown(String name, long offset, long record, IOException reason) {
    var damage =
        new DamageException(name, offset, "record %d: %s".formatted(record, reason.getMessage()));
    damage.initCause(reason);
    return damage;
  }
}
