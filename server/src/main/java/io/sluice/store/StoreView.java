package io.sluice.store;

import io.sluice.compress.BlockDeflater;
import io.sluice.pages.ArrayPage;
import io.sluice.pages.FamilyPage;
import io.sluice.pages.FamilySeries;
import io.sluice.pages.FamilyView;
import io.sluice.pages.PackedFamilies;
import io.sluice.pages.SlotPages;
import io.sluice.pages.StoredFamily;
import io.sluice.store.index.AppliedPush;
import io.sluice.store.index.Tombstone;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The state between two commands. Immutable.
public final class StoreView {
  private final List<FamilyView> families;
  private final SlotPages<GroupRecord, ArrayPage<GroupRecord>> groups;
  private final SlotPages<GroupRecord, ArrayPage<GroupRecord>> expected;
  private final List<Tombstone> tombstones;
  private final List<List<AppliedPush>> remembered;

  /// @param families sorted by name; the list must not be modified
  /// @param expected the groups with an expected interval
  StoreView(
      List<FamilyView> families,
      SlotPages<GroupRecord, ArrayPage<GroupRecord>> groups,
      SlotPages<GroupRecord, ArrayPage<GroupRecord>> expected,
      List<Tombstone> tombstones,
      List<List<AppliedPush>> remembered) {
    this.families = families;
    this.groups = groups;
    this.expected = expected;
    this.tombstones = tombstones;
    this.remembered = remembered;
  }

  /// The view of an empty store.
  public static StoreView empty() {
    return new StoreView(
        List.of(),
        new SlotPages<>(ArrayPage::new, 0),
        new SlotPages<>(ArrayPage::new, 0),
        List.of(),
        List.of());
  }

  public int groupCount() {
    return groups.size();
  }

  /// All groups, in the order in which they took their places.
  public void forEachGroup(Consumer<GroupView> action) {
    groups().forEachRemaining(action);
  }

  /// Iterates over all groups, in the order of slots.
  public Iterator<GroupView> groups() {
    return groups.pages().stream().flatMap(page -> page.entries()).map(this::group).iterator();
  }

  /// All pages of all families: the families in the order of names, and the pages of each family in
  /// the order of slots.
  public Iterator<PackedFamilies> pages() {
    return families.stream()
        .flatMap(family -> family.pages().pages().stream())
        .map(FamilyPage::whole)
        .iterator();
  }

  /// Passes the records of all groups to `action`, in the order of slots.
  void forEachStored(Consumer<GroupRecord> action) {
    groups.pages().forEach(page -> page.entries().forEach(action));
  }

  /// The groups with an expected interval, in the order of slots.
  public Stream<GroupRecord> expected() {
    return expected.pages().stream().flatMap(page -> page.entries());
  }

  /// The recently expired groups, the latest last.
  public List<Tombstone> tombstones() {
    return tombstones;
  }

  /// The pushes that must not be applied again, in the order in which they were applied.
  public Iterator<AppliedPush> rememberedPushes() {
    return remembered.stream().flatMap(List::stream).iterator();
  }

  /// Compresses the pages that have not changed since the previous call, so that scrapes find them
  /// compressed.
  ///
  /// @param pause called after each page that was compressed
  public void deflateQuietPages(BlockDeflater deflater, Runnable pause) {
    for (FamilyView family : families) {
      for (FamilyPage page : family.pages().pages()) {
        if (page.deflateIfQuiet(deflater)) {
          pause.run();
        }
      }
    }
  }

  /// The estimated maximum heap size that the view retains when pushes have replaced everything in
  /// it.
  public long heapBytes() {
    return families.stream().mapToLong(family -> family.pages().heapBytes()).sum();
  }

  public List<FamilyView> families() {
    return families;
  }

  public @Nullable FamilyView family(String name) {
    int index = FamilyView.indexOf(families, 0, name);
    return index < 0 ? null : families.get(index);
  }

  public GroupView group(GroupRecord group) {
    return new GroupView(group, this);
  }

  /// The families of a group, sorted by name, without copying them.
  List<FamilySeries> seriesOf(GroupRecord group) {
    var all = new ArrayList<FamilySeries>(group.names().size() + group.empty().length);
    for (int i = 0; i < group.names().size(); i++) {
      all.add(seriesOf(group.names().name(i), group.slot()));
    }
    for (StoredFamily empty : group.empty()) {
      all.add(empty.series());
    }
    all.sort(FamilySeries.BY_NAME);
    return all;
  }

  private FamilySeries seriesOf(String name, int slot) {
    FamilyView family = family(name);
    FamilySeries stored = family == null ? null : FamilyPage.series(family.pages(), slot);
    if (stored == null) {
      throw notInPages(name, slot);
    }
    return stored;
  }

  List<StoredFamily> familiesOf(GroupRecord group) {
    var all = new ArrayList<StoredFamily>(group.names().size() + group.empty().length);
    for (int i = 0; i < group.names().size(); i++) {
      all.add(stored(group.names().name(i), group.slot()));
    }
    if (group.empty().length > 0) {
      all.addAll(List.of(group.empty()));
      all.sort(StoredFamily.BY_NAME);
    }
    return all;
  }

  private StoredFamily stored(String name, int slot) {
    FamilyView family = family(name);
    StoredFamily stored = family == null ? null : family.pages().get(slot);
    if (stored == null) {
      throw notInPages(name, slot);
    }
    return stored;
  }

  private static IllegalStateException notInPages(String name, int slot) {
    return new IllegalStateException("not in its pages: family=" + name + " slot=" + slot);
  }
}
