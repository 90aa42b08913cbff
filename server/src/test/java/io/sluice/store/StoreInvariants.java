package io.sluice.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.pages.FamilyCursor;
import io.sluice.pages.FamilyIndex;
import io.sluice.pages.FamilyPage;
import io.sluice.pages.SlotPage;
import io.sluice.pages.SlotPages;
import io.sluice.pages.StoredFamily;
import io.sluice.store.index.NameSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Compares the derived data of a store with its primary data, the map of groups.
public final class StoreInvariants {
  private StoreInvariants() {}

  public static void check(Store store) {
    checkSlots(store);
    checkFamilies(store);
    checkNameSets(store);
    checkShapes(store);
    checkSizes(store);
    checkSeriesCount(store);
    checkHeapBytes(store);
  }

  /// The incrementally updated size is equal to a newly computed one.
  private static void checkHeapBytes(Store store) {
    long bytes = StateWeight.ofNames(store.state.nameSets.nameCount());
    long names = 0;
    for (GroupRecord group : store.state.keyToGroup.values()) {
      bytes += StateWeight.of(group);
    }
    for (NameSet set :
        new HashSet<>(store.state.keyToGroup.values().stream().map(GroupRecord::names).toList())) {
      names += set.size();
    }
    for (FamilyIndex index : store.state.families.all()) {
      long ofPages = 0;
      for (FamilyPage page : index.pages().pages()) {
        ofPages += page.heapBytes();
      }
      assertThat(index.pages().heapBytes()).isEqualTo(ofPages);
      bytes += index.heapBytes();
    }
    assertThat(store.state.nameSets.nameCount()).isEqualTo(names);
    assertThat(store.heapBytes() - store.state.forgottenHeapBytes()).isEqualTo(bytes);
  }

  /// Each group has its own slot and is found there, and no other slot is in use.
  static void checkSlots(Store store) {
    var taken = new BitSet();
    for (Map.Entry<GroupingKey, GroupRecord> entry : store.state.keyToGroup.entrySet()) {
      GroupRecord group = entry.getValue();
      assertThat(group.key()).isEqualTo(entry.getKey());
      assertThat(taken.get(group.slot())).as("slot %d is taken twice", group.slot()).isFalse();
      taken.set(group.slot());
      assertThat(store.state.groups.get(group.slot())).isSameAs(group);
    }
    assertThat(store.state.freeSlots.lowest()).isEqualTo(taken.nextClearBit(0));
    for (int slot = 0; slot <= taken.length(); slot++) {
      assertThat(store.state.freeSlots.isFree(slot)).isNotEqualTo(taken.get(slot));
    }
    checkPages(store.state.groups, taken.cardinality());
  }

  /// A family's pages contain exactly the slots of the groups that have its name.
  static void checkFamilies(Store store) {
    var expected = new TreeMap<String, BitSet>();
    for (GroupRecord group : store.state.keyToGroup.values()) {
      for (int i = 0; i < group.names().size(); i++) {
        expected.computeIfAbsent(group.names().name(i), _ -> new BitSet()).set(group.slot());
      }
    }
    assertThat(store.state.families.names()).containsExactlyInAnyOrderElementsOf(expected.keySet());
    expected.forEach((name, slots) -> checkIndex(store.state.family(name), name, slots));
  }

  /// Whether a family reports its number of series correctly. Only checked if that is cheap.
  private static boolean hasItsSeries(StoredFamily family) {
    boolean isOneLineEach =
        family.head().form() == StoredFamily.Form.TEXT
            && switch (family.type()) {
              case COUNTER, GAUGE, UNTYPED -> true;
              case SUMMARY, HISTOGRAM, GAUGE_HISTOGRAM -> false;
            };
    int lines = 0;
    for (byte b : family.bytes()) {
      lines += b == '\n' ? 1 : 0;
    }
    return !isOneLineEach || lines == family.seriesCount();
  }

  private static void checkIndex(@Nullable FamilyIndex index, String name, BitSet slots) {
    requireNonNull(index);
    assertThat(index.name()).isEqualTo(name);
    checkPages(index.pages(), slots.cardinality());
    var shown = new BitSet();
    for (FamilyPage page : index.pages().pages()) {
      FamilyCursor cursor = page.cursor();
      while (cursor.next()) {
        // Plain conditions: this runs a million times, and an assertion costs a microsecond.
        StoredFamily family = page.get(cursor.slot());
        boolean isRight =
            family != null
                && family.name().equals(name)
                && family.type() == index.type()
                && family.seriesCount() > 0
                && hasItsSeries(family)
                && Arrays.equals(family.bytes(), cursor.family().bytes())
                && cursor.slot() >= page.firstSlot()
                && cursor.slot() <= page.lastSlot();
        if (!isRight) {
          throw new AssertionError("family=%s slot=%d".formatted(name, cursor.slot()));
        }
        shown.set(cursor.slot());
      }
    }
    assertThat(shown).as("slots of %s", name).isEqualTo(slots);
  }

  /// No page is empty or too large, pages do not overlap, and the number of entries is correct.
  private static <E, P extends SlotPage<E, P>> void checkPages(
      SlotPages<E, P> pages, int entryCount) {
    assertThat(pages.size()).isEqualTo(entryCount);
    int entries = 0;
    int lastSlot = -1;
    for (P page : pages.pages()) {
      assertThat(page.size()).isPositive();
      assertThat(page.isTooLarge()).isFalse();
      assertThat(page.firstSlot()).isGreaterThan(lastSlot);
      lastSlot = page.lastSlot();
      entries += page.size();
    }
    assertThat(entries).isEqualTo(entryCount);
  }

  /// Groups with the same names share one set, and unused sets are removed.
  private static void checkNameSets(Store store) {
    var groups = new HashMap<NameSet, Integer>();
    for (GroupRecord group : store.state.keyToGroup.values()) {
      groups.merge(group.names(), 1, Integer::sum);
      assertThat(group.names()).isNotSameAs(NameSet.EMPTY);
    }
    groups.forEach((set, count) -> assertThat(set.groups).isEqualTo(count));
    assertThat(store.state.nameSets.size()).isEqualTo(groups.size());
  }

  private static void checkShapes(Store store) {
    var expected = new HashMap<String, Map<List<String>, Integer>>();
    for (GroupingKey key : store.state.keyToGroup.keySet()) {
      expected
          .computeIfAbsent(key.job(), _ -> new HashMap<>())
          .merge(names(key.labels().withoutEmpty()), 1, Integer::sum);
      checkTwins(store, key);
    }
    assertThat(store.state.twins.size())
        .isEqualTo(
            store.state.keyToGroup.keySet().stream().filter(StoreInvariants::hasEmpty).count());
    assertThat(store.state.shapes.jobCount()).isEqualTo(expected.size());
    expected.forEach((job, counts) -> assertThat(store.state.shapes.counts(job)).isEqualTo(counts));
  }

  private static void checkTwins(Store store, GroupingKey key) {
    if (hasEmpty(key)) {
      assertThat(store.state.twins.of(key.withoutEmpty())).contains(key);
    }
    assertThat(store.state.twin(key)).isNull();
  }

  private static boolean hasEmpty(GroupingKey key) {
    return !key.withoutEmpty().equals(key);
  }

  private static void checkSeriesCount(Store store) {
    long count = 0;
    for (GroupRecord group : store.state.keyToGroup.values()) {
      long ofGroup = 0;
      for (int i = 0; i < group.names().size(); i++) {
        ofGroup +=
            requireNonNull(store.state.stored(group.key(), group.names().name(i))).seriesCount();
      }
      assertThat(store.state.seriesOf(group)).isEqualTo(ofGroup);
      count += ofGroup;
    }
    assertThat(store.seriesCount()).isEqualTo(count);
    assertThat(store.state.emptyFamilyCount())
        .isEqualTo(
            store.state.keyToGroup.values().stream().mapToInt(group -> group.empty().length).sum());
  }

  private static List<String> names(Labels labels) {
    var names = new ArrayList<String>();
    labels.forEach((name, _) -> names.add(name));
    return names;
  }

  /// The sizes of groups match their content.
  private static void checkSizes(Store store) {
    long totalSeries = 0;
    long totalBytes = 0;
    for (GroupRecord group : store.state.keyToGroup.values()) {
      int series = 0;
      long bytes = 0;
      for (int i = 0; i < group.names().size(); i++) {
        StoredFamily stored =
            requireNonNull(store.state.stored(group.key(), group.names().name(i)));
        series += stored.seriesCount();
        bytes += stored.bytes().length;
      }
      StoreSizes sizes = store.state.sizes;
      assertThat(sizes.series(group.slot())).as("series of %s", group.key()).isEqualTo(series);
      assertThat(sizes.bytes(group.slot())).as("bytes of %s", group.key()).isEqualTo(bytes);
      totalSeries += series;
      totalBytes += bytes;
    }
    assertThat(store.state.sizes.totalSeries()).isEqualTo(totalSeries);
    assertThat(store.state.sizes.totalBytes()).isEqualTo(totalBytes);
  }
}
