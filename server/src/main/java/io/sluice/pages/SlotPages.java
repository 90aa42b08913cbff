package io.sluice.pages;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// A map from slots (the small numbers that identify groups) to entries, stored in pages.
///
/// Lookups and changes cost two binary searches over ints and a shift within one page. A view is
/// free: the caller keeps the reference and begins the next epoch. The first change in a new epoch
/// copies the list of pages, and the first change of each page copies the page. So the cost of a
/// view is proportional to the changes after it.
public final class SlotPages<E, P extends SlotPage<E, P>> {
  private static final int FIRST_CAPACITY = 4;

  private final LongFunction<P> newPage;
  private final long epoch;
  private final List<P> pages;

  /// The first slot of each page in one array: a search in the pages themselves would cause a cache
  /// miss at each step.
  private int[] firstSlots;

  private int size;

  /// The size of all pages.
  private long heapBytes;

  private SlotPages(
      LongFunction<P> newPage,
      long epoch,
      List<P> pages,
      int[] firstSlots,
      int size,
      long heapBytes) {
    this.newPage = newPage;
    this.epoch = epoch;
    this.pages = pages;
    this.firstSlots = firstSlots;
    this.size = size;
    this.heapBytes = heapBytes;
  }

  /// @param newPage creates an empty page of an epoch
  public SlotPages(LongFunction<P> newPage, long epoch) {
    this(newPage, epoch, new ArrayList<>(1), new int[1], 0, 0);
  }

  public int size() {
    return size;
  }

  /// The estimated heap size of all pages.
  public long heapBytes() {
    return heapBytes;
  }

  public List<P> pages() {
    return pages;
  }

  public boolean contains(int slot) {
    int at = pageFor(slot);
    return at >= 0 && pages.get(at).contains(slot);
  }

  /// Whether `slot` is after all pages, so that no page contains it.
  public boolean isBehind(int slot) {
    return pages.isEmpty() || slot > pages.getLast().lastSlot();
  }

  /// The page that would contain `slot`, or null.
  @Nullable P page(int slot) {
    int at = pageFor(slot);
    return at < 0 ? null : pages.get(at);
  }

  public @Nullable E get(int slot) {
    int at = pageFor(slot);
    return at < 0 ? null : pages.get(at).get(slot);
  }

  /// Puts `entry` at `slot`, and returns the map to use from now on, which is this one within an
  /// epoch.
  public SlotPages<E, P> put(int slot, E entry, long epoch) {
    SlotPages<E, P> target = writable(epoch);
    target.putInPlace(slot, entry);
    return target;
  }

  /// Removes the entry at `slot`, and returns the map to use from now on, which is this one within
  /// an epoch.
  public SlotPages<E, P> remove(int slot, long epoch) {
    if (!contains(slot)) {
      return this;
    }
    SlotPages<E, P> target = writable(epoch);
    target.removeInPlace(slot);
    return target;
  }

  /// Appends a page of `epoch`, and returns the map to use from now on.
  ///
  /// @param page not empty, with slots after the end of the last page
  SlotPages<E, P> append(P page, long epoch) {
    SlotPages<E, P> target = writable(epoch);
    target.appendInPlace(page);
    return target;
  }

  private SlotPages<E, P> writable(long epoch) {
    return this.epoch == epoch
        ? this
        : new SlotPages<>(
            newPage, epoch, new ArrayList<>(pages), firstSlots.clone(), size, heapBytes);
  }

  private void putInPlace(int slot, E entry) {
    if (pages.isEmpty()) {
      addPage(0, newPage.apply(epoch));
    }
    int at = Math.max(0, pageFor(slot));
    P page = writablePage(at);
    heapBytes -= page.heapBytes();
    if (page.put(slot, entry)) {
      size++;
    }
    heapBytes += page.heapBytes();
    firstSlots[at] = page.firstSlot();
    splitWhileTooLarge(at, slot == page.lastSlot());
  }

  private void appendInPlace(P page) {
    if (!isBehind(page.firstSlot())) {
      throw new IllegalArgumentException("a page out of order: firstSlot=" + page.firstSlot());
    }
    size += page.size();
    addPage(pages.size(), page);
    splitWhileTooLarge(pages.size() - 1, false);
  }

  /// Slots are mostly added in ascending order, so an entry at the end starts a new page after a
  /// full one; elsewhere a page is split in half.
  private void splitWhileTooLarge(int at, boolean isAppended) {
    P page = pages.get(at);
    if (page.isTooLarge()) {
      int keep = isAppended ? page.size() - 1 : page.size() / 2;
      heapBytes -= page.heapBytes();
      addPage(at + 1, page.split(keep, epoch));
      heapBytes += page.heapBytes();
      splitWhileTooLarge(at + 1, false);
      splitWhileTooLarge(at, false);
    }
  }

  private void removeInPlace(int slot) {
    int at = pageFor(slot);
    P page = writablePage(at);
    heapBytes -= page.heapBytes();
    page.remove(slot);
    heapBytes += page.heapBytes();
    size--;
    if (page.size() == 0) {
      removePage(at);
    } else {
      mergeWithNext(at);
      mergeWithNext(at - 1);
    }
  }

  private void mergeWithNext(int at) {
    if (at >= 0 && at + 1 < pages.size() && pages.get(at).fitsWith(pages.get(at + 1))) {
      P page = writablePage(at);
      heapBytes -= page.heapBytes();
      page.append(removePage(at + 1));
      heapBytes += page.heapBytes();
    }
  }

  private void addPage(int at, P page) {
    if (pages.size() == firstSlots.length) {
      firstSlots = Arrays.copyOf(firstSlots, Math.max(FIRST_CAPACITY, 2 * pages.size()));
    }
    System.arraycopy(firstSlots, at, firstSlots, at + 1, pages.size() - at);
    firstSlots[at] = page.firstSlot();
    pages.add(at, page);
    heapBytes += page.heapBytes();
  }

  private P removePage(int at) {
    System.arraycopy(firstSlots, at + 1, firstSlots, at, pages.size() - at - 1);
    heapBytes -= pages.get(at).heapBytes();
    return pages.remove(at);
  }

  private P writablePage(int at) {
    P page = pages.get(at).writable(epoch);
    pages.set(at, page);
    return page;
  }

  /// The index of the last page that starts at or before `slot`, or -1.
  private int pageFor(int slot) {
    int found = Arrays.binarySearch(firstSlots, 0, pages.size(), slot);
    return found < 0 ? -found - 2 : found;
  }
}
