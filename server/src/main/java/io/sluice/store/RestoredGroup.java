package io.sluice.store;

import io.sluice.model.GroupingKey;
import java.util.List;
import java.util.Map;

/// All that a group is, to be put back as it was.
///
/// @param slot the place of the group among all
/// @param families at most one of each name, the push times included
/// @param memories what aggregation remembers of families, by name
public record RestoredGroup(
    GroupingKey key,
    int slot,
    List<StoredFamily> families,
    PushHistory history,
    Lifetimes lifetimes,
    Map<String, byte[]> memories) {
  public RestoredGroup {
    families = List.copyOf(families);
    memories = Map.copyOf(memories);
  }
}
