package io.sluice.pages;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Builds [PackedFamilies] from families in the order of their slots.
public final class PackedFamiliesBuilder {
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

  /// Creates a builder for exactly `size` families with at most `maxBytes` bytes.
  public PackedFamiliesBuilder(int size, int maxBytes) {
    slots = new int[size];
    ends = new int[size];
    receivedNanos = new long[size];
    seriesCounts = new int[size];
    headIndexes = new byte[size];
    bytes = new byte[maxBytes];
  }

  /// Adds a family.
  public void add(int slot, StoredFamily family) {
    add(slot, family.head(), family.seriesCount(), family.receivedNanos());
    append(family.bytes(), 0, family.bytes().length);
  }

  /// Adds the current family of `cursor`.
  public void add(FamilyCursor cursor) {
    add(cursor.slot(), cursor.head(), cursor.seriesCount(), cursor.receivedNanos());
    append(cursor.bytes(), cursor.offset(), cursor.length());
  }

  /// Adds the families of `packed` from `from` to `to` at once, because most of a page has not
  /// changed when it is repacked.
  void addAll(PackedFamilies packed, int from, int to) {
    int offset = packed.start(from);
    int byteCount = packed.start(to) - offset;
    int shift = length - offset;
    System.arraycopy(packed.bytes(), offset, bytes, length, byteCount);
    System.arraycopy(packed.slots(), from, slots, size, to - from);
    System.arraycopy(packed.receivedNanos(), from, receivedNanos, size, to - from);
    for (int i = from; i < to; i++) {
      ends[size] = packed.ends()[i] + shift;
      seriesCounts[size] = packed.seriesCount(i);
      headIndexes[size] = (byte) indexOf(packed.head(i));
      hasOneSeriesEach &= seriesCounts[size] == 1;
      size++;
    }
    length += byteCount;
  }

  public PackedFamilies pack() {
    int headCount = headToIndex.size();
    return new PackedFamilies(
        slots,
        ends,
        receivedNanos,
        hasOneSeriesEach ? null : seriesCounts,
        Arrays.copyOf(heads, headCount),
        headCount == 1 ? null : headIndexes,
        length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
  }

  private void add(int slot, FamilyHead head, int seriesCount, long nanos) {
    slots[size] = slot;
    receivedNanos[size] = nanos;
    seriesCounts[size] = seriesCount;
    headIndexes[size] = (byte) indexOf(head);
    hasOneSeriesEach &= seriesCount == 1;
  }

  private void append(byte[] source, int offset, int count) {
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
    ends[size++] = length;
  }

  @SuppressWarnings("ReferenceEquality") // The common case, without comparing strings.
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
