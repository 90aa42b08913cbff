package io.sluice.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Holds what a store derives against its truth, the map of groups.
final class StoreInvariants {
  private record JobAndShape(String job, List<String> shape) {}

  private StoreInvariants() {}

  static void check(Store store) {
    checkSlots(store);
    checkFamilies(store);
    checkShapes(store);
  }

  /// Each group has a slot of its own, is found there, and no other slot is taken.
  private static void checkSlots(Store store) {
    var taken = new BitSet();
    for (Map.Entry<GroupingKey, Group> entry : store.keyToGroup.entrySet()) {
      Group group = entry.getValue();
      assertThat(group.key()).isEqualTo(entry.getKey());
      assertThat(taken.get(group.slot())).as("slot %d is taken twice", group.slot()).isFalse();
      taken.set(group.slot());
      assertThat(store.groups.get(group.slot())).isSameAs(group);
    }
    assertThat(store.slots).isEqualTo(taken);
    checkPages(store.groups, taken.cardinality());
  }

  /// A family's pages hold what the groups hold that has series, at the groups' slots, and no more.
  private static void checkFamilies(Store store) {
    var expected = new TreeMap<String, Map<Integer, StoredFamily>>();
    for (Group group : store.keyToGroup.values()) {
      for (StoredFamily family : group.families()) {
        if (family.seriesCount() > 0) {
          expected.computeIfAbsent(family.name(), _ -> new HashMap<>()).put(group.slot(), family);
        }
      }
    }
    assertThat(store.families.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
    expected.forEach((name, holders) -> checkIndex(store.family(name), name, holders));
  }

  private static void checkIndex(
      @Nullable FamilyIndex index, String name, Map<Integer, StoredFamily> holders) {
    requireNonNull(index);
    assertThat(index.name()).isEqualTo(name);
    checkPages(index.pages(), holders.size());
    holders.forEach(
        (slot, family) -> {
          // Plain conditions: this runs a million times, and an assertion costs a microsecond.
          if (index.get(slot) != family || index.type() != family.type()) {
            throw new AssertionError("not in its pages: family=%s slot=%d".formatted(name, slot));
          }
        });
  }

  /// No page is empty or too large, and the number of entries is right.
  private static void checkPages(SlotPages<? extends Weighted> pages, int entryCount) {
    assertThat(pages.size()).isEqualTo(entryCount);
    int entries = 0;
    for (Page<? extends Weighted> page : pages.pages()) {
      assertThat(page.size()).isPositive();
      assertThat(page.isTooLarge()).isFalse();
      entries += page.size();
    }
    assertThat(entries).isEqualTo(entryCount);
  }

  private static void checkShapes(Store store) {
    var expected = new HashMap<JobAndShape, Integer>();
    for (GroupingKey key : store.keyToGroup.keySet()) {
      expected.merge(new JobAndShape(key.job(), names(key.labels())), 1, Integer::sum);
    }
    var counted = new HashMap<JobAndShape, Integer>();
    store
        .shapes()
        .jobToUses
        .forEach(
            (job, uses) -> {
              assertThat(uses).as("shapes of job %s", job).isNotEmpty();
              uses.forEach(
                  use -> counted.merge(new JobAndShape(job, use.shape), use.groups, Integer::sum));
            });
    assertThat(counted).isEqualTo(expected);
  }

  private static List<String> names(Labels labels) {
    var names = new ArrayList<String>();
    labels.forEach((name, _) -> names.add(name));
    return names;
  }
}
