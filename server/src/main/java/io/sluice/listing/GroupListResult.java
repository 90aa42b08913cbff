package io.sluice.listing;

import io.sluice.store.GroupSummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of a list of groups.
///
/// @param next where the page ended, or null if there are no more groups
/// @param visited the number of groups examined
public record GroupListResult(List<GroupSummary> groups, @Nullable RankedKey next, int visited) {
  public GroupListResult {
    groups = List.copyOf(groups);
  }
}
