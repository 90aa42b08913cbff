package io.sluice.pages;

import org.jspecify.annotations.Nullable;

/// A bounded sequence of entries in the order of their slots, for [SlotPages].
///
/// A page is changed in place only in the epoch that created it; a later epoch copies it first, so
/// that views do not change.
public interface SlotPage<E, P> {
  /// This page if it belongs to `epoch`, else a copy that does.
  P writable(long epoch);

  int size();

  /// A lower bound of the slots of this page, which is greater than all slots of previous pages.
  int firstSlot();

  /// An upper bound of the slots of this page.
  int lastSlot();

  /// The estimated heap size of the page.
  long heapBytes();

  boolean contains(int slot);

  @Nullable E get(int slot);

  /// Puts an entry, and returns whether its slot was empty.
  boolean put(int slot, E entry);

  /// Removes the entry at `slot`, which must exist.
  void remove(int slot);

  boolean isTooLarge();

  /// Whether this page and `next` together are small enough for one page.
  boolean fitsWith(P next);

  /// Appends the entries of `next`, which starts after the end of this page.
  void append(P next);

  /// Moves all but the first `keep` entries to a new page.
  P split(int keep, long epoch);
}
