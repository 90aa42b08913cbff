package io.sluice.store;

import java.util.Arrays;

/// The size of each group, by slot. The values for free slots are undefined.
final class GroupSizes {
  private static final int FIRST_CAPACITY = 64;

  private int[] series;
  private long[] bytes;

  private GroupSizes(int[] series, long[] bytes) {
    this.series = series;
    this.bytes = bytes;
  }

  GroupSizes() {
    this(new int[FIRST_CAPACITY], new long[FIRST_CAPACITY]);
  }

  GroupSizes copy() {
    return new GroupSizes(series.clone(), bytes.clone());
  }

  int series(int slot) {
    return series[slot];
  }

  long bytes(int slot) {
    return bytes[slot];
  }

  void set(int slot, int series, long bytes) {
    if (slot >= this.series.length) {
      int capacity = Math.max(slot + 1, 2 * this.series.length);
      this.series = Arrays.copyOf(this.series, capacity);
      this.bytes = Arrays.copyOf(this.bytes, capacity);
    }
    this.series[slot] = series;
    this.bytes[slot] = bytes;
  }
}
