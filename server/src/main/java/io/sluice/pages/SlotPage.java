package io.sluice.pages;

import org.jspecify.annotations.Nullable;

/// A bounded run of entries in the order of their slots, as [SlotPages] keeps them.
///
/// A page is changed in place only in the epoch that made it; a later one copies it first, so that
/// views keep what they saw.
public interface SlotPage<E, P> {
  /// This page if it belongs to `epoch`, else a copy that does.
  P writable(long epoch);

  int size();

  /// No entry has a lower slot, and none of the pages before has one that is as high.
  int firstSlot();

  /// No entry has a higher slot.
  int lastSlot();

  /// How much of the heap the page takes, about.
  long heapBytes();

  boolean contains(int slot);

  @Nullable E get(int slot);

  /// Puts an entry and answers whether its slot had none.
  boolean put(int slot, E entry);

  /// Removes the entry at `slot`, which there is.
  void remove(int slot);

  boolean isTooLarge();

  /// Whether this page and `next` together would still be small.
  boolean fitsWith(P next);

  /// Takes over the entries of `next`, which starts after this page's end.
  void append(P next);

  /// Moves all but the first `keep` entries to a new page.
  P split(int keep, long epoch);
}
