package io.sluice.webconfig;

import java.util.LinkedHashSet;

/// Remembers the last few values. Not safe for use by several threads.
final class RecentSet<T> {
  private final int capacity;
  private final LinkedHashSet<T> values = new LinkedHashSet<>();

  RecentSet(int capacity) {
    this.capacity = capacity;
  }

  void add(T value) {
    values.addLast(value);
    if (values.size() > capacity) {
      values.removeFirst();
    }
  }

  /// Whether a value is remembered. It counts as the last one then.
  boolean recall(T value) {
    if (!values.contains(value)) {
      return false;
    }
    values.addLast(value);
    return true;
  }
}
