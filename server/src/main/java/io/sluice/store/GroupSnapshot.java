package io.sluice.store;

import io.sluice.command.Lifetimes;
import io.sluice.model.GroupingKey;
import io.sluice.pages.StoredFamily;
import io.sluice.store.index.NameSet;
import java.util.List;
import java.util.Map;

/// The complete data of a group, from which it can be restored.
///
/// @param slot the slot of the group
/// @param names of the families with series that are restored from pages
///   ([Store#restore(PackedFamilies)])
/// @param families those that are restored with the group, at most one of each name: the families
///   without series, or all
/// @param aggregationStates of families, by name
public record GroupSnapshot(
    GroupingKey key,
    int slot,
    NameSet names,
    List<StoredFamily> families,
    GroupPushStats pushStats,
    Lifetimes lifetimes,
    Map<String, byte[]> aggregationStates) {
  public GroupSnapshot {
    families = List.copyOf(families);
    aggregationStates = Map.copyOf(aggregationStates);
  }
}
