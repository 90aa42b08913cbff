package io.sluice.store;

import io.sluice.pages.StoredFamily;
import java.util.List;

/// A group and all that it holds.
///
/// @param families sorted by name
public record GroupContent(GroupSummary summary, List<StoredFamily> families) {
  public GroupContent {
    families = List.copyOf(families);
  }
}
