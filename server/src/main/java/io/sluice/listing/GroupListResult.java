package io.sluice.listing;

import io.sluice.store.GroupSummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of a list of groups.
///
/// @param next where the page ended, if there may be more groups after it; else null
/// @param visited how many groups were looked at for it
public record GroupListResult(List<GroupSummary> groups, @Nullable RankedKey next, int visited) {
  public GroupListResult {
    groups = List.copyOf(groups);
  }
}
