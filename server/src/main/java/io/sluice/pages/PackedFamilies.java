package io.sluice.pages;

import io.sluice.format.EscapingScheme;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Families with the same name in the order of their groups' slots, without an object for each.
/// Only [#replace] may modify the arrays.
///
/// @param slots ascending
/// @param ends the end of each family's bytes, which start at the end of the previous family
/// @param receivedNanos when each was pushed
/// @param seriesCounts the number of series of each family; null if each has one
/// @param heads the distinct heads
/// @param headIndexes the index of each family's head, as an unsigned byte; null if all have the
///   first
/// @param bytes the stored bytes of all families, one after the other
public record PackedFamilies(
    int[] slots,
    int[] ends,
    long[] receivedNanos,
    int @Nullable [] seriesCounts,
    FamilyHead[] heads,
    byte @Nullable [] headIndexes,
    byte[] bytes) {
  static final PackedFamilies EMPTY =
      new PackedFamilies(
          new int[0], new int[0], new long[0], null, new FamilyHead[0], null, new byte[0]);

  public int size() {
    return slots.length;
  }

  /// The index of `slot`, or `-(insertion point) - 1`.
  int indexOf(int slot) {
    return Arrays.binarySearch(slots, slot);
  }

  /// The start of the bytes of the family at `index`.
  public int start(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  /// The number of bytes of the family at `index`.
  public int length(int index) {
    return ends[index] - start(index);
  }

  public FamilyHead head(int index) {
    return heads[headIndexes == null ? 0 : headIndexes[index] & 0xFF];
  }

  public int seriesCount(int index) {
    return seriesCounts == null ? 1 : seriesCounts[index];
  }

  /// Replaces the family at `index` with `family` if both have the same head and the same number of
  /// bytes and series; returns whether it did. Most pushes differ from the previous one only in
  /// some digits.
  boolean replace(int index, StoredFamily family) {
    boolean fits =
        family.bytes().length == length(index)
            && family.seriesCount() == seriesCount(index)
            && family.head().equals(head(index));
    if (fits) {
      System.arraycopy(family.bytes(), 0, bytes, start(index), length(index));
      receivedNanos[index] = family.receivedNanos();
    }
    return fits;
  }

  StoredFamily family(int index) {
    return new StoredFamily(
        head(index),
        Arrays.copyOfRange(bytes, start(index), ends[index]),
        seriesCount(index),
        receivedNanos[index]);
  }

  /// The series of the family at `index`. Valid while a view contains the page.
  FamilySeries series(int index) {
    return new FamilySeries(head(index), receivedNanos[index], bytes, start(index), ends[index]);
  }

  /// Whether the family at `index` may have a series with a label: see [StoredFamily#mayHold].
  boolean mayHold(int index, byte[] label) {
    return StoredFamily.mayHold(head(index), bytes, start(index), ends[index], label);
  }

  /// Whether the bytes are the sample lines with `escaping`.
  boolean isStoredAs(EscapingScheme escaping) {
    for (FamilyHead head : heads) {
      if (!head.isStoredAs(escaping)) {
        return false;
      }
    }
    return true;
  }
}
