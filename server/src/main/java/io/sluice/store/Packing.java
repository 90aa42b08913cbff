package io.sluice.store;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes a [Packed] from families that come in the order of their slots.
final class Packing {
  private final int[] slots;
  private final int[] ends;
  private final long[] receivedNanos;
  private final int[] seriesCounts;
  private final byte[] headIndexes;
  private final byte[] bytes;
  private final Map<FamilyHead, Integer> headToIndex = new HashMap<>();
  private FamilyHead[] heads = new FamilyHead[1];
  private int size;
  private int length;
  private boolean hasOneSeriesEach = true;
  private @Nullable FamilyHead lastHead;
  private int lastHeadIndex;

  /// Room for exactly so many families with at most so many bytes.
  Packing(int size, int maxBytes) {
    slots = new int[size];
    ends = new int[size];
    receivedNanos = new long[size];
    seriesCounts = new int[size];
    headIndexes = new byte[size];
    bytes = new byte[maxBytes];
  }

  /// Adds the family that `cursor` is at.
  void add(FamilyCursor cursor) {
    System.arraycopy(cursor.bytes(), cursor.offset(), bytes, length, cursor.length());
    length += cursor.length();
    slots[size] = cursor.slot();
    ends[size] = length;
    receivedNanos[size] = cursor.receivedNanos();
    seriesCounts[size] = cursor.seriesCount();
    headIndexes[size] = (byte) indexOf(cursor.head());
    hasOneSeriesEach &= cursor.seriesCount() == 1;
    size++;
  }

  Packed pack() {
    int headCount = headToIndex.size();
    return new Packed(
        slots,
        ends,
        receivedNanos,
        hasOneSeriesEach ? null : seriesCounts,
        Arrays.copyOf(heads, headCount),
        headCount == 1 ? null : headIndexes,
        length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
  }

  @SuppressWarnings("ReferenceEquality") // The usual case, told without comparing strings.
  private int indexOf(FamilyHead head) {
    if (head != lastHead) {
      lastHead = head;
      Integer known = headToIndex.get(head);
      lastHeadIndex = known != null ? known : addHead(head);
    }
    return lastHeadIndex;
  }

  private int addHead(FamilyHead head) {
    int index = headToIndex.size();
    if (index == heads.length) {
      heads = Arrays.copyOf(heads, Math.min(2 * index, slots.length));
    }
    heads[index] = head;
    headToIndex.put(head, index);
    return index;
  }
}
