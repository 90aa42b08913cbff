package io.sluice.store;

import io.sluice.pages.ArrayPage;
import io.sluice.pages.FamilyIndex;
import io.sluice.pages.FamilyPage;
import io.sluice.pages.PackedFamilies;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Holds the groups and the pages that a store was restored from against each other: each family of
/// a group is in a page of that name at the group's slot, and nothing else is in pages. On the way
/// it adds up what each group holds.
//
// It sees millions of families while the gateway starts, in code that is hardly compiled. So it
// does not look up the names of each group. A family that a group has by its names is counted once,
// as slots ascend; so there are as many as all groups have names just if none is missing.
final class RestoreCheck {
  /// Something in a page that is no group's.
  private record Stray(int slot, String name) {}

  /// Hears how much a group holds.
  interface SizeAction {
    void accept(int slot, int series, long bytes);
  }

  private final StoreState store;

  /// All groups, in the order of their slots.
  private final GroupRecord[] groups;

  // Of the same groups, side by side.
  private final int[] slots;
  private final NameSet[] names;
  private final int[] series;
  private final long[] bytes;

  private final List<Stray> strays = new ArrayList<>();

  /// How many families are held by groups that have their names.
  private long found;

  /// The group seen last.
  private int at;

  /// Looks through all of `store`.
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

  /// The slots of all groups, ascending.
  int[] slots() {
    return slots;
  }

  /// Tells how much each group holds.
  void forEachSize(SizeAction action) {
    for (int i = 0; i < groups.length; i++) {
      action.accept(slots[i], series[i], bytes[i]);
    }
  }

  /// All groups as they are now, in the order of their slots.
  void forEachGroup(Consumer<GroupRecord> action) {
    for (GroupRecord group : groups) {
      action.accept(group);
    }
  }

  /// Leaves out what does not fit.
  ///
  /// @return what does not fit, or null if all does
  @Nullable String mend() {
    strays.forEach(stray -> store.families.remove(stray.slot, stray.name));
    GroupRecord incomplete = mendNames();
    if (!strays.isEmpty()) {
      return "%d families of no group, the first: family=%s slot=%d"
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
      NameSet held = at < 0 ? NameSet.EMPTY : names[at];
      if (held != last) {
        last = held;
        lastHas = held.has(name);
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

  /// The index of the group at `slot`, which is mostly the one guessed; negative if there is none.
  private int indexOf(int slot, int guessed) {
    return guessed >= 0 && guessed < slots.length && slots[guessed] == slot
        ? guessed
        : Arrays.binarySearch(slots, slot);
  }

  /// Takes names from groups that do not hold them.
  ///
  /// @return the first group that had to be changed, or null
  private @Nullable GroupRecord mendNames() {
    long expected = 0;
    for (GroupRecord group : groups) {
      expected += group.names().size();
    }
    GroupRecord first = null;
    for (int i = 0; i < groups.length && found < expected; i++) {
      List<String> held = held(groups[i]);
      if (held.size() < groups[i].names().size()) {
        groups[i] = withNames(groups[i], NameSet.of(held));
        first = first == null ? groups[i] : first;
      }
    }
    return first;
  }

  private GroupRecord withNames(GroupRecord group, NameSet names) {
    store.nameSets.release(group.names());
    GroupRecord mended =
        group.withNames(names.size() == 0 ? NameSet.EMPTY : store.nameSets.acquire(names));
    store.place(mended);
    return mended;
  }

  private List<String> held(GroupRecord group) {
    var held = new ArrayList<String>();
    for (int i = 0; i < group.names().size(); i++) {
      FamilyIndex index = store.family(group.names().name(i));
      if (index != null && index.isHeldAt(group.slot())) {
        held.add(index.name());
      }
    }
    return held;
  }
}
