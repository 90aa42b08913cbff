package io.sluice.pages;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The changes of a page since it was packed: new families, and removed slots.
///
/// Layout: `slots[0..size)` ascending, `entries[i]` belongs to `slots[i]`; null is a removed slot.
final class Overlay {
  private static final int[] NO_SLOTS = {};
  private static final @Nullable StoredFamily[] NO_ENTRIES = {};
  private static final int FIRST_CAPACITY = 4;

  private int[] slots;
  private @Nullable StoredFamily[] entries;
  private int size;

  private Overlay(int[] slots, @Nullable StoredFamily[] entries, int size) {
    this.slots = slots;
    this.entries = entries;
    this.size = size;
  }

  Overlay() {
    this(NO_SLOTS, NO_ENTRIES, 0);
  }

  Overlay copy() {
    return size == 0 ? new Overlay() : new Overlay(slots.clone(), entries.clone(), size);
  }

  int size() {
    return size;
  }

  int slot(int index) {
    return slots[index];
  }

  @Nullable StoredFamily entry(int index) {
    return entries[index];
  }

  /// The index of `slot`, or `-(insertion point) - 1`.
  int indexOf(int slot) {
    return Arrays.binarySearch(slots, 0, size, slot);
  }

  /// @param index the result of [#indexOf] for `slot`
  void put(int index, int slot, @Nullable StoredFamily entry) {
    int at = index;
    if (index < 0) {
      at = -index - 1;
      makeRoom(at);
      slots[at] = slot;
    }
    entries[at] = entry;
  }

  /// Removes the entry at `index`.
  void forget(int index) {
    size--;
    System.arraycopy(slots, index + 1, slots, index, size - index);
    System.arraycopy(entries, index + 1, entries, index, size - index);
    entries[size] = null;
  }

  private void makeRoom(int index) {
    if (size == slots.length) {
      int capacity = Math.max(2 * size, FIRST_CAPACITY);
      slots = Arrays.copyOf(slots, capacity);
      entries = Arrays.copyOf(entries, capacity);
    }
    System.arraycopy(slots, index, slots, index + 1, size - index);
    System.arraycopy(entries, index, entries, index + 1, size - index);
    size++;
  }
}
