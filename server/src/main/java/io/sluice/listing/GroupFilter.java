package io.sluice.listing;

import io.sluice.store.GroupSummary;

/// Which groups a list shows.
@FunctionalInterface
public interface GroupFilter {
  /// Whether the list shows `group`.
  boolean test(GroupSummary group);

  /// Whether looking on has become too expensive. The last answer is without meaning then, and the
  /// list ends before the group that it was about.
  default boolean isExhausted() {
    return false;
  }
}
