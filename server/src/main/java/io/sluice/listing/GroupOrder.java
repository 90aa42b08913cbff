package io.sluice.listing;

import io.sluice.store.GroupSummary;

/// The sort order of a list of groups. Equal groups, and all groups under [#KEY], are sorted by job
/// and then by the whole key.
public enum GroupOrder {
  KEY,
  /// When the last successful push arrived; groups without one come first.
  PUSH,
  SERIES,
  BYTES,
  /// When the last refused push arrived; groups without one come first.
  FAILURE;

  /// The place of a group in this order.
  RankedKey place(GroupSummary group) {
    long value =
        switch (this) {
          case KEY -> 0;
          case PUSH -> group.pushNanos();
          case SERIES -> group.seriesCount();
          case BYTES -> group.byteCount();
          case FAILURE -> group.failureNanos();
        };
    return RankedKey.of(value, group.key());
  }
}
