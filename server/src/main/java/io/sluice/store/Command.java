package io.sluice.store;

import io.sluice.model.GroupingKey;
import java.util.List;

/// A change to the state. It carries all that [Store#apply] needs.
public sealed interface Command {
  /// Puts families into a group: in the place of all it had (PUT), or of those with the same names
  /// (POST).
  record Push(GroupingKey key, long receivedNanos, boolean replace, List<StoredFamily> families)
      implements Command {
    public Push {
      families = List.copyOf(families);
    }
  }

  /// Notes a push that was refused before the state was asked.
  record Fail(GroupingKey key, long receivedNanos, String message) implements Command {}

  /// Drops a group.
  record Delete(GroupingKey key) implements Command {}

  /// Drops all groups.
  record Wipe() implements Command {}
}
