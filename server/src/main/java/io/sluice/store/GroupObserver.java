package io.sluice.store;

import org.jspecify.annotations.Nullable;

/// Hears of every group that comes, changes or goes, before it does. It is called under the store's
/// monitor, by the thread that applies the command; so it must be quick and must not fail. What it
/// does has no effect on the state.
public interface GroupObserver {
  /// A group changes, or comes.
  ///
  /// @param before the group as it was, or null if it is new
  void changed(@Nullable GroupSummary before, GroupSummary after);

  /// A group goes.
  void removed(GroupSummary group);

  /// All groups go.
  void cleared();

  /// How much of the heap it takes for what it notes, about; it counts as a part of the state.
  long heapBytes();
}
