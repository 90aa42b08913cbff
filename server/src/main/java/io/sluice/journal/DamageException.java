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

  /// A record that is whole, but that the state machine does not take.
  static DamageException unknown(String name, long offset, long record, IOException reason) {
    var damage =
        new DamageException(name, offset, "record %d: %s".formatted(record, reason.getMessage()));
    damage.initCause(reason);
    return damage;
  }
}
