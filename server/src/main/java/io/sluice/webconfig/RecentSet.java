package io.sluice.webconfig;

import java.util.LinkedHashSet;

/// Remembers the most recent values. Not thread-safe.
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

  /// Whether a value is remembered. If so, it becomes the most recent one.
  boolean recall(T value) {
    if (!values.contains(value)) {
      return false;
    }
    values.addLast(value);
    return true;
  }
}
