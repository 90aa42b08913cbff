package io.sluice.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A map from slots (the small numbers that groups are known by) to entries, kept in [Page]s.
///
/// Look-ups and changes cost two binary searches over ints and a shift inside one page. Taking a
/// view of it costs nothing: the caller keeps the reference and moves on to the next epoch; the
/// first change in a new epoch copies the list of pages, and each page when it is first touched. So
/// what a view costs later is proportional to what changes after it.
final class SlotPages<E extends Weighted> {
  private final long epoch;
  private final List<Page<E>> pages;
  private int size;

  private SlotPages(long epoch, List<Page<E>> pages, int size) {
    this.epoch = epoch;
    this.pages = pages;
    this.size = size;
  }

  SlotPages(long epoch) {
    this(epoch, new ArrayList<>(1), 0);
  }

  int size() {
    return size;
  }

  List<Page<E>> pages() {
    return pages;
  }

  @Nullable E get(int slot) {
    int at = pageFor(slot);
    if (at < 0) {
      return null;
    }
    Page<E> page = pages.get(at);
    int index = page.indexOf(slot);
    return index < 0 ? null : page.entry(index);
  }

  /// The entry with the lowest slot.
  ///
  /// @throws java.util.NoSuchElementException if there is none
  E first() {
    return pages.getFirst().entry(0);
  }

  void forEach(Consumer<E> action) {
    for (Page<E> page : pages) {
      for (int i = 0; i < page.size(); i++) {
        action.accept(page.entry(i));
      }
    }
  }

  /// Puts `entry` at `slot` and returns the map to go on with, which is this one within an epoch.
  SlotPages<E> put(int slot, E entry, long epoch) {
    SlotPages<E> target = writable(epoch);
    target.putInPlace(slot, entry);
    return target;
  }

  /// Removes what is at `slot` and returns the map to go on with, which is this one within an
  /// epoch.
  SlotPages<E> remove(int slot, long epoch) {
    SlotPages<E> target = writable(epoch);
    target.removeInPlace(slot);
    return target;
  }

  private SlotPages<E> writable(long epoch) {
    return this.epoch == epoch ? this : new SlotPages<>(epoch, new ArrayList<>(pages), size);
  }

  private void putInPlace(int slot, E entry) {
    if (pages.isEmpty()) {
      pages.add(new Page<>(epoch));
    }
    int at = Math.max(0, pageFor(slot));
    Page<E> page = writablePage(at);
    int index = page.indexOf(slot);
    if (index >= 0) {
      page.replace(index, entry);
    } else {
      page.insert(-index - 1, slot, entry);
      size++;
    }
    splitWhileTooLarge(at);
  }

  private void splitWhileTooLarge(int at) {
    Page<E> page = pages.get(at);
    if (page.isTooLarge()) {
      pages.add(at + 1, page.split(epoch));
      splitWhileTooLarge(at + 1);
      splitWhileTooLarge(at);
    }
  }

  private void removeInPlace(int slot) {
    int at = pageFor(slot);
    int index = at < 0 ? -1 : pages.get(at).indexOf(slot);
    if (index < 0) {
      return;
    }
    Page<E> page = writablePage(at);
    page.remove(index);
    size--;
    if (page.size() == 0) {
      pages.remove(at);
    } else {
      mergeWithNext(at);
      mergeWithNext(at - 1);
    }
  }

  private void mergeWithNext(int at) {
    if (at >= 0 && at + 1 < pages.size() && pages.get(at).fitsWith(pages.get(at + 1))) {
      writablePage(at).append(pages.remove(at + 1));
    }
  }

  private Page<E> writablePage(int at) {
    Page<E> page = pages.get(at).writable(epoch);
    pages.set(at, page);
    return page;
  }

  /// The index of the last page that starts at or before `slot`, or -1.
  private int pageFor(int slot) {
    int low = 0;
    int high = pages.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (pages.get(middle).firstSlot() <= slot) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }
}
