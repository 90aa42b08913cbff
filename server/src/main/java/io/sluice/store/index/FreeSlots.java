package io.sluice.store.index;

import java.util.Map;
import java.util.TreeMap;

/// The free slots.
///
/// The lowest free slot is found in constant time. A change takes logarithmic time in the number of
/// gaps, for any order of taking and freeing slots.
public final class FreeSlots {
  // The free slots as ranges that are not adjacent: first to last.
  private final TreeMap<Integer, Integer> firstToLast = new TreeMap<>();

  public FreeSlots() {
    clear();
  }

  public int lowest() {
    return firstToLast.firstKey();
  }

  public boolean isFree(int slot) {
    Map.Entry<Integer, Integer> range = firstToLast.floorEntry(slot);
    return range != null && range.getValue() >= slot;
  }

  /// Takes a slot, which must be free.
  public void take(int slot) {
    Map.Entry<Integer, Integer> range = firstToLast.floorEntry(slot);
    if (range == null || range.getValue() < slot) {
      throw new IllegalArgumentException("taken twice: slot=" + slot);
    }
    int first = range.getKey();
    int last = range.getValue();
    if (first == slot) {
      firstToLast.remove(first);
    } else {
      firstToLast.put(first, slot - 1);
    }
    if (last > slot) {
      firstToLast.put(slot + 1, last);
    }
  }

  /// Takes `slots`, which must be in ascending order. No slot may be taken before.
  public void takeAll(int[] slots) {
    firstToLast.clear();
    int free = 0;
    for (int slot : slots) {
      if (free < slot) {
        firstToLast.put(free, slot - 1);
      }
      free = slot + 1;
    }
    firstToLast.put(free, Integer.MAX_VALUE);
  }

  /// Frees a slot, which must be taken.
  public void free(int slot) {
    int first = slot;
    int last = slot;
    Map.Entry<Integer, Integer> before = firstToLast.floorEntry(slot);
    if (before != null && before.getValue() == slot - 1) {
      first = before.getKey();
    }
    Integer lastAfter = slot == Integer.MAX_VALUE ? null : firstToLast.remove(slot + 1);
    if (lastAfter != null) {
      last = lastAfter;
    }
    firstToLast.put(first, last);
  }

  /// Frees all slots.
  public void clear() {
    firstToLast.clear();
    firstToLast.put(0, Integer.MAX_VALUE);
  }
}
