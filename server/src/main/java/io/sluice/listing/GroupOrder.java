package io.sluice.listing;

import io.sluice.store.GroupSummary;

/// What groups can be sorted by. Among equals, and under [#KEY], they are sorted by job, and then
/// by the whole key.
public enum GroupOrder {
  KEY,
  /// When the last successful push arrived; groups without one come first.
  PUSH,
  SERIES,
  BYTES,
  /// When the last refused push arrived; groups without one come first.
  FAILURE;

  /// Where a group is in this order.
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
