package io.sluice.listing;

import io.sluice.store.GroupSummary;

/// Selects the groups that a list shows.
@FunctionalInterface
public interface GroupFilter {
  /// Whether the list shows `group`.
  boolean test(GroupSummary group);

  /// Whether the search has become too expensive. If so, the last result of [#test] is invalid, and
  /// the list ends before that group.
  default boolean isExhausted() {
    return false;
  }
}
