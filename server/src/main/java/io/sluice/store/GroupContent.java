package io.sluice.store;

import io.sluice.pages.FamilySeries;
import java.util.List;

/// A group with its content.
///
/// @param families sorted by name
public record GroupContent(GroupSummary summary, List<FamilySeries> families) {
  public GroupContent {
    families = List.copyOf(families);
  }
}
