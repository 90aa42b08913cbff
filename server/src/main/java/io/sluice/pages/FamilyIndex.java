package io.sluice.pages;

import io.sluice.model.MetricType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The families of all groups with the same name. They have the same type, and the index is never
/// empty while it is in the store.
public final class FamilyIndex {
  /// Including its entries in the maps and lists of names.
  public static final int OBJECT_BYTES = 250;

  private final String name;
  private SlotPages<StoredFamily, FamilyPage> pages;

  /// The head of the family that was put last: the next one mostly has the same head.
  private @Nullable FamilyHead head;

  public FamilyIndex(String name, long epoch) {
    this.name = name;
    this.pages = new SlotPages<>(FamilyPage::new, epoch);
  }

  /// The estimated heap size.
  public long heapBytes() {
    return OBJECT_BYTES + TextBytes.of(name) + pages.heapBytes();
  }

  public String name() {
    return name;
  }

  public MetricType type() {
    if (head == null) {
      throw new IllegalStateException("no group holds this family: name=" + name);
    }
    return head.type();
  }

  /// The number of groups with the family.
  public int groupCount() {
    return pages.size();
  }

  public SlotPages<StoredFamily, FamilyPage> pages() {
    return pages;
  }

  /// Whether `other` is the head of the family that was put last, and would be shared.
  public boolean isLike(FamilyHead other) {
    return other.equals(head);
  }

  /// Whether the group at `slot` has the family, with series.
  public boolean isStoredAt(int slot) {
    return pages.contains(slot);
  }

  public @Nullable StoredFamily get(int slot) {
    return pages.get(slot);
  }

  /// The first `count` slots with the family from `from` on; fewer at the end.
  public List<Integer> slots(int from, int count) {
    var slots = new ArrayList<Integer>();
    for (FamilyPage page : pages.pages()) {
      FamilyCursor cursor = page.lastSlot() < from ? null : page.cursor();
      while (cursor != null && slots.size() < count && cursor.next()) {
        if (cursor.slot() >= from) {
          slots.add(cursor.slot());
        }
      }
    }
    return slots;
  }

  /// The page that would contain `slot`, or null.
  public @Nullable FamilyPage page(int slot) {
    return pages.page(slot);
  }

  /// The number of series at `slot`.
  public int seriesAt(int slot) {
    FamilyPage page = pages.page(slot);
    return page == null ? 0 : page.seriesAt(slot);
  }

  /// The number of bytes at `slot`.
  public int bytesAt(int slot) {
    FamilyPage page = pages.page(slot);
    return page == null ? 0 : page.bytesAt(slot);
  }

  /// Whether the family at `slot` may have a series with a label: see [StoredFamily#mayHold].
  public boolean mayHold(int slot, byte[] label) {
    FamilyPage page = pages.page(slot);
    return page != null && page.mayHold(slot, label);
  }

  public void put(int slot, StoredFamily family, long epoch) {
    StoredFamily sharing = head == null ? family : family.sharing(head);
    head = sharing.head();
    pages = pages.put(slot, sharing, epoch);
  }

  /// Appends a page after all others.
  public void append(PackedFamilies page, long epoch) {
    pages = pages.append(new FamilyPage(epoch, page), epoch);
    head = page.head(page.size() - 1);
  }

  public void remove(int slot, long epoch) {
    pages = pages.remove(slot, epoch);
  }
}
