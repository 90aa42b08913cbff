package io.sluice.pages;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A page of objects.
///
/// Layout: `slots[0..size)` ascending, `entries[i]` belongs to `slots[i]`.
public final class ArrayPage<E> implements SlotPage<E, ArrayPage<E>> {
  static final int MAX_ENTRIES = 256;

  private static final int FIRST_CAPACITY = 4;
  private static final int PAGE_BYTES = 100;
  private static final int SLOT_BYTES = 8;

  private final long epoch;
  private int[] slots;
  private Object[] entries;
  private int size;

  private ArrayPage(long epoch, int[] slots, Object[] entries, int size) {
    this.epoch = epoch;
    this.slots = slots;
    this.entries = entries;
    this.size = size;
  }

  public ArrayPage(long epoch) {
    this(epoch, new int[FIRST_CAPACITY], new Object[FIRST_CAPACITY], 0);
  }

  @Override
  public ArrayPage<E> writable(long epoch) {
    return this.epoch == epoch
        ? this
        : new ArrayPage<>(epoch, slots.clone(), entries.clone(), size);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int firstSlot() {
    return slots[0];
  }

  @Override
  public int lastSlot() {
    return slots[size - 1];
  }

  @SuppressWarnings("unchecked") // Only put() and append() fill the array, with elements of type E.
  public E entry(int index) {
    return (E) entries[index];
  }

  public Stream<E> entries() {
    return IntStream.range(0, size).mapToObj(this::entry);
  }

  @Override
  public long heapBytes() {
    return PAGE_BYTES + (long) slots.length * SLOT_BYTES;
  }

  @Override
  public boolean contains(int slot) {
    return indexOf(slot) >= 0;
  }

  @Override
  public @Nullable E get(int slot) {
    int index = indexOf(slot);
    return index < 0 ? null : entry(index);
  }

  @Override
  public boolean put(int slot, E entry) {
    int index = indexOf(slot);
    if (index >= 0) {
      entries[index] = entry;
      return false;
    }
    insert(-index - 1, slot, entry);
    return true;
  }

  @Override
  @SuppressWarnings("NullAway") // Elements from size on are null.
  public void remove(int slot) {
    int index = indexOf(slot);
    size--;
    System.arraycopy(slots, index + 1, slots, index, size - index);
    System.arraycopy(entries, index + 1, entries, index, size - index);
    entries[size] = null;
  }

  @Override
  public boolean isTooLarge() {
    return size > MAX_ENTRIES;
  }

  @Override
  public boolean fitsWith(ArrayPage<E> next) {
    return size + next.size <= MAX_ENTRIES / 2;
  }

  @Override
  public void append(ArrayPage<E> next) {
    slots = Arrays.copyOf(slots, size + next.size);
    entries = Arrays.copyOf(entries, size + next.size);
    System.arraycopy(next.slots, 0, slots, size, next.size);
    System.arraycopy(next.entries, 0, entries, size, next.size);
    size += next.size;
  }

  @Override
  public ArrayPage<E> split(int keep, long epoch) {
    int[] upperSlots = Arrays.copyOfRange(slots, keep, size);
    Object[] upperEntries = Arrays.copyOfRange(entries, keep, size);
    var upper = new ArrayPage<E>(epoch, upperSlots, upperEntries, size - keep);
    slots = Arrays.copyOf(slots, keep);
    entries = Arrays.copyOf(entries, keep);
    size = keep;
    return upper;
  }

  /// The index of `slot`, or `-(insertion point) - 1`.
  private int indexOf(int slot) {
    return Arrays.binarySearch(slots, 0, size, slot);
  }

  private void insert(int index, int slot, Object entry) {
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
  }
}
