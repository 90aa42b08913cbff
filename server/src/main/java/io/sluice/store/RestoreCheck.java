package io.sluice.store;

import io.sluice.pages.ArrayPage;
import io.sluice.pages.FamilyIndex;
import io.sluice.pages.FamilyPage;
import io.sluice.pages.PackedFamilies;
import io.sluice.store.index.NameSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Checks that the groups and the pages of a restored store are consistent: each family of a group
/// is in a page of that name at the group's slot, and pages contain nothing else. It also computes
/// the size of each group.
//
// It visits millions of families while the gateway starts, in code that is hardly compiled yet. So
// it does not look up the names of each group. A family that is among the names of its group is
// counted once, because slots ascend. So no family is missing if and only if this count equals the
// number of names of all groups.
final class RestoreCheck {
  /// A family in a page that belongs to no group.
  private record Stray(int slot, String name) {}

  /// Receives the size of a group.
  interface SizeAction {
    void accept(int slot, int series, long bytes);
  }

  private final StoreState store;

  /// All groups, in the order of their slots.
  private final GroupRecord[] groups;

  // Parallel arrays for the same groups.
  private final int[] slots;
  private final NameSet[] names;
  private final int[] series;
  private final long[] bytes;

  private final List<Stray> strays = new ArrayList<>();

  /// The number of families that are among the names of their groups.
  private long found;

  /// The index of the previous group.
  private int at;

  /// Checks all of `store`.
  RestoreCheck(StoreState store) {
    this.store = store;
    int size = store.groups.size();
    this.groups = new GroupRecord[size];
    this.slots = new int[size];
    this.names = new NameSet[size];
    this.series = new int[size];
    this.bytes = new long[size];
    int index = 0;
    for (ArrayPage<GroupRecord> page : store.groups.pages()) {
      for (int i = 0; i < page.size(); i++) {
        groups[index] = page.entry(i);
        slots[index] = groups[index].slot();
        names[index] = groups[index].names();
        index++;
      }
    }
    store.families.all().forEach(this::count);
  }

  /// The slots of all groups, in ascending order.
  int[] slots() {
    return slots;
  }

  /// Passes the size of each group to `action`.
  void forEachSize(SizeAction action) {
    for (int i = 0; i < groups.length; i++) {
      action.accept(slots[i], series[i], bytes[i]);
    }
  }

  /// Passes all groups to `action`, in the order of their slots.
  void forEachGroup(Consumer<GroupRecord> action) {
    for (GroupRecord group : groups) {
      action.accept(group);
    }
  }

  /// Removes inconsistent families and names.
  ///
  /// @return the inconsistency, or null
  @Nullable String repair() {
    strays.forEach(stray -> store.families.remove(stray.slot, stray.name));
    GroupRecord incomplete = repairNames();
    if (!strays.isEmpty()) {
      return "%d families without a group, the first: family=%s slot=%d"
          .formatted(strays.size(), strays.getFirst().name, strays.getFirst().slot);
    }
    return incomplete == null
        ? null
        : "families of groups are missing, the first group: slot=%d key=%s"
            .formatted(incomplete.slot(), incomplete.key());
  }

  private void count(FamilyIndex index) {
    at = -1;
    for (FamilyPage page : index.pages().pages()) {
      count(index.name(), page.whole());
    }
  }

  @SuppressWarnings("ReferenceEquality") // Equal sets of names are one object.
  private void count(String name, PackedFamilies page) {
    NameSet last = NameSet.EMPTY;
    boolean lastHas = false;
    int start = 0;
    for (int i = 0; i < page.size(); i++) {
      at = indexOf(page.slots()[i], at + 1);
      NameSet namesOfGroup = at < 0 ? NameSet.EMPTY : names[at];
      if (namesOfGroup != last) {
        last = namesOfGroup;
        lastHas = namesOfGroup.has(name);
      }
      int end = page.ends()[i];
      if (lastHas) {
        series[at] += page.seriesCount(i);
        bytes[at] += end - start;
        found++;
      } else {
        strays.add(new Stray(page.slots()[i], name));
      }
      start = end;
    }
  }

  /// The index of the group at `slot`, which is mostly `guessed`; negative if there is none.
  private int indexOf(int slot, int guessed) {
    return guessed >= 0 && guessed < slots.length && slots[guessed] == slot
        ? guessed
        : Arrays.binarySearch(slots, slot);
  }

  /// Removes names from groups that do not have these families.
  ///
  /// @return the first group that was changed, or null
  private @Nullable GroupRecord repairNames() {
    long expected = 0;
    for (GroupRecord group : groups) {
      expected += group.names().size();
    }
    GroupRecord first = null;
    for (int i = 0; i < groups.length && found < expected; i++) {
      List<String> stored = storedNames(groups[i]);
      if (stored.size() < groups[i].names().size()) {
        groups[i] = withNames(groups[i], NameSet.of(stored));
        first = first == null ? groups[i] : first;
      }
    }
    return first;
  }

  private GroupRecord withNames(GroupRecord group, NameSet names) {
    store.nameSets.release(group.names());
    GroupRecord repaired =
        group.withNames(names.size() == 0 ? NameSet.EMPTY : store.nameSets.acquire(names));
    store.place(repaired);
    return repaired;
  }

  private List<String> storedNames(GroupRecord group) {
    var stored = new ArrayList<String>();
    for (int i = 0; i < group.names().size(); i++) {
      FamilyIndex index = store.family(group.names().name(i));
      if (index != null && index.isStoredAt(group.slot())) {
        stored.add(index.name());
      }
    }
    return stored;
  }
}
