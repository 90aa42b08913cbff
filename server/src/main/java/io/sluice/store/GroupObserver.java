package io.sluice.store;

import org.jspecify.annotations.Nullable;

/// Is notified of every group before it is added, changed or removed. The thread that applies the
/// command calls it under the store's monitor, so it must be fast and must not fail. It must not
/// change the state.
public interface GroupObserver {
  /// A group is changed or added.
  ///
  /// @param before the group before the change, or null if it is new
  void changed(@Nullable GroupSummary before, GroupSummary after);

  /// A group is removed.
  void removed(GroupSummary group);

  /// All groups are removed.
  void cleared();

  /// The estimated heap size of the observer's data, which counts as a part of the state.
  long heapBytes();
}
