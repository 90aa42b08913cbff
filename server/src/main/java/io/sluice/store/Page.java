package io.sluice.store;

import java.util.Arrays;

/// A bounded run of entries in the order of their slots.
///
/// Layout: `slots[0..size)` ascending, `entries[i]` belongs to `slots[i]`. A page is changed in
/// place only in the epoch that made it; a later one copies it first, so that views keep what they
/// saw.
final class Page<E extends Weighted> {
  static final int MAX_ENTRIES = 256;
  static final int MAX_WEIGHT_BYTES = 64 * 1024;

  private static final int FIRST_CAPACITY = 4;

  private final long epoch;
  private int[] slots;
  private Weighted[] entries;
  private int size;
  private long weightBytes;

  private Page(long epoch, int[] slots, Weighted[] entries, int size, long weightBytes) {
    this.epoch = epoch;
    this.slots = slots;
    this.entries = entries;
    this.size = size;
    this.weightBytes = weightBytes;
  }

  Page(long epoch) {
    this(epoch, new int[FIRST_CAPACITY], new Weighted[FIRST_CAPACITY], 0, 0);
  }

  /// This page if it belongs to `epoch`, else a copy that does.
  Page<E> writable(long epoch) {
    return this.epoch == epoch
        ? this
        : new Page<>(epoch, slots.clone(), entries.clone(), size, weightBytes);
  }

  int size() {
    return size;
  }

  int firstSlot() {
    return slots[0];
  }

  /// The index of `slot`, or `-(insertion point) - 1`.
  int indexOf(int slot) {
    return Arrays.binarySearch(slots, 0, size, slot);
  }

  @SuppressWarnings("unchecked") // Only put() and insert() fill the array, with E.
  E entry(int index) {
    return (E) entries[index];
  }

  void replace(int index, E entry) {
    weightBytes += entry.weightBytes() - entries[index].weightBytes();
    entries[index] = entry;
  }

  void insert(int index, int slot, E entry) {
    if (size == slots.length) {
      int capacity = Math.min(Math.max(2 * size, FIRST_CAPACITY), MAX_ENTRIES + 1);
      slots = Arrays.copyOf(slots, capacity);
      entries = Arrays.copyOf(entries, capacity);
    }
    System.arraycopy(slots, index, slots, index + 1, size - index);
    System.arraycopy(entries, index, entries, index + 1, size - index);
    slots[index] = slot;
    entries[index] = entry;
    size++;
    weightBytes += entry.weightBytes();
  }

  @SuppressWarnings("NullAway") // Slots at and after size hold nothing.
  void remove(int index) {
    weightBytes -= entries[index].weightBytes();
    size--;
    System.arraycopy(slots, index + 1, slots, index, size - index);
    System.arraycopy(entries, index + 1, entries, index, size - index);
    entries[size] = null;
  }

  boolean isTooLarge() {
    return size > MAX_ENTRIES || (size > 1 && weightBytes > MAX_WEIGHT_BYTES);
  }

  /// Whether this page and `next` together would still be small.
  boolean fitsWith(Page<E> next) {
    return size + next.size <= MAX_ENTRIES / 2
        && weightBytes + next.weightBytes <= MAX_WEIGHT_BYTES / 2;
  }

  /// Takes over the entries of `next`, which starts after this page's end.
  void append(Page<E> next) {
    slots = Arrays.copyOf(slots, size + next.size);
    entries = Arrays.copyOf(entries, size + next.size);
    System.arraycopy(next.slots, 0, slots, size, next.size);
    System.arraycopy(next.entries, 0, entries, size, next.size);
    size += next.size;
    weightBytes += next.weightBytes;
  }

  /// Moves the upper half of the entries to a new page.
  Page<E> split(long epoch) {
    int keep = size / 2;
    int[] upperSlots = Arrays.copyOfRange(slots, keep, size);
    Weighted[] upperEntries = Arrays.copyOfRange(entries, keep, size);
    long upperWeight = 0;
    for (Weighted entry : upperEntries) {
      upperWeight += entry.weightBytes();
    }
    var upper = new Page<E>(epoch, upperSlots, upperEntries, size - keep, upperWeight);
    slots = Arrays.copyOf(slots, keep);
    entries = Arrays.copyOf(entries, keep);
    size = keep;
    weightBytes -= upperWeight;
    return upper;
  }
}
