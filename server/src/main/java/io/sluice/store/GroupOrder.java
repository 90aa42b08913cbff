package io.sluice.store;

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
  RankedKey place(GroupRecord group, int series, long bytes) {
    long value =
        switch (this) {
          case KEY -> 0;
          case PUSH -> group.history().pushNanos();
          case SERIES -> series;
          case BYTES -> bytes;
          case FAILURE -> group.history().failureNanos();
        };
    return new RankedKey(value, group.key().job(), group.key());
  }
}
