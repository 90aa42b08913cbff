package io.sluice.store;

import io.sluice.model.GroupingKey;
import io.sluice.pages.StoredFamily;
import io.sluice.store.index.NameSet;
import org.jspecify.annotations.Nullable;

/// Restores groups and pages, without the checks of pushes.
final class Restoration {
  private Restoration() {}

  /// Restores a group.
  ///
  /// @throws IllegalArgumentException if its key or its slot is taken
  static void add(GroupSnapshot snapshot, StoreState state) {
    GroupingKey key = snapshot.key();
    int slot = snapshot.slot();
    if (state.group(key) != null || state.isTaken(slot)) {
      throw new IllegalArgumentException("restored twice: slot=" + slot + " key=" + key);
    }
    NameSet names =
        snapshot.names().size() > 0
            ? state.nameSets.acquire(snapshot.names())
            : state.nameSets.merged(NameSet.EMPTY, snapshot.families());
    for (StoredFamily family : snapshot.families()) {
      if (family.seriesCount() > 0) {
        state.families.put(slot, family);
      }
    }
    state.place(
        new GroupRecord(
            key,
            slot,
            names,
            GroupChange.emptyFamilies(GroupRecord.NO_FAMILIES, snapshot.families()),
            snapshot.pushStats(),
            snapshot.lifetimes(),
            snapshot.aggregationStates()));
  }

  /// Checks groups and pages for consistency, and derives the other data.
  ///
  /// @return the inconsistency, or null
  static @Nullable String complete(StoreState state) {
    var check = new RestoreCheck(state);
    String problem = check.repair();
    state.clearDerived();
    check.forEachSize(state.sizes::set);
    state.freeSlots.takeAll(check.slots());
    check.forEachGroup(state::derive);
    return problem;
  }
}
