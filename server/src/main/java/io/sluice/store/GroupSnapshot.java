package io.sluice.store;

import io.sluice.command.Lifetimes;
import io.sluice.model.GroupingKey;
import io.sluice.pages.StoredFamily;
import java.util.List;
import java.util.Map;

/// All that a group is, to be put back as it was.
///
/// @param slot the place of the group among all
/// @param names of the families with series, where these come in pages
///   ([Store#restore(PackedFamilies)])
/// @param families those that come with the group, at most one of each name: the ones without
///   series, or all
/// @param memories what aggregation remembers of families, by name
public record GroupSnapshot(
    GroupingKey key,
    int slot,
    NameSet names,
    List<StoredFamily> families,
    GroupPushStats history,
    Lifetimes lifetimes,
    Map<String, byte[]> memories) {
  public GroupSnapshot {
    families = List.copyOf(families);
    memories = Map.copyOf(memories);
  }
}
