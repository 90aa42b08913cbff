package io.sluice.store;

import io.sluice.model.GroupingKey;
import io.sluice.model.MetricType;
import io.sluice.pages.ArrayPage;
import io.sluice.pages.FamilyIndex;
import io.sluice.pages.FamilyTable;
import io.sluice.pages.SlotPages;
import io.sluice.pages.StoredFamily;
import io.sluice.store.index.FreeSlots;
import io.sluice.store.index.IdempotencyWindow;
import io.sluice.store.index.KeyShapes;
import io.sluice.store.index.KeyTwins;
import io.sluice.store.index.NameSet;
import io.sluice.store.index.NameSets;
import io.sluice.store.index.Tombstones;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The data of the store. Every change of a group goes through [#put] and [#remove], which update
/// the derived data. Must be used under the store's monitor.
final class StoreState {
  // keyToGroup   the group of each key                            primary
  // families     name to its holders' bytes, in pages by slot     primary
  // groups       slot to group, in pages                          derived; for views
  // shapes       job to the label names of its grouping keys      derived; for the duplicate check
  // twins        keys with empty labels, by the rest of them      derived; for the duplicate check
  // nameSets     the sets of names that groups share              derived
  // freeSlots    the slots that are not in use                    derived
  // sizes        the size of each group, and of all groups        derived; notifies the observers
  // expected     slot to group, if a next push is expected        derived; for views
  // deadlines    when each group, or a series of it, expires      derived
  // tombstones   the groups that expired recently                 primary
  // remembered   the pushes that must not be applied again        primary
  //
  // The slot of a group never changes, so that a push finds its position in a family's pages by
  // comparing ints instead of keys. The lowest free slot is used first, so slots stay dense. The
  // pages of groups belong to the epoch of the families.
  //
  // Members are package-private for restoring, and for the tests, which compare the derived data
  // with the primary data.
  final Map<GroupingKey, GroupRecord> keyToGroup = new HashMap<>();
  final FamilyTable families = new FamilyTable();
  final FreeSlots freeSlots = new FreeSlots();
  final NameSets nameSets = new NameSets(families);
  final StoreSizes sizes = new StoreSizes(families::get);
  final ExpiryQueue deadlines = new ExpiryQueue();
  final Tombstones tombstones = new Tombstones();
  final IdempotencyWindow remembered = new IdempotencyWindow(IdempotencyWindow.MAX_PUSHES);
  final KeyShapes shapes = new KeyShapes();
  final KeyTwins twins = new KeyTwins();
  final Map<String, MetricType> ownFamilies;
  SlotPages<GroupRecord, ArrayPage<GroupRecord>> groups;
  private SlotPages<GroupRecord, ArrayPage<GroupRecord>> expected;
  private final StateWeight weight = new StateWeight();

  /// @param ownFamilies names and types of the gateway's own families that no push may redefine
  StoreState(Map<String, MetricType> ownFamilies) {
    this.ownFamilies = Map.copyOf(ownFamilies);
    this.groups = new SlotPages<>(ArrayPage::new, families.epoch());
    this.expected = new SlotPages<>(ArrayPage::new, families.epoch());
  }

  int groupCount() {
    return keyToGroup.size();
  }

  /// The number of series of all groups.
  long seriesCount() {
    return sizes.totalSeries();
  }

  /// The number of families without series of all groups.
  long emptyFamilyCount() {
    return sizes.totalEmptyFamilies();
  }

  /// The estimated heap size of the state.
  long heapBytes() {
    return weight.total()
        + families.heapBytes()
        + StateWeight.ofNames(nameSets.nameCount())
        + forgottenHeapBytes();
  }

  /// The part of it that is released automatically: the data of observers, and data that is
  /// remembered for a limited time.
  long forgottenHeapBytes() {
    return sizes.observersHeapBytes() + remembered.heapBytes() + tombstones.heapBytes();
  }

  @Nullable GroupRecord group(GroupingKey key) {
    return keyToGroup.get(key);
  }

  /// The group at a slot, which must be taken.
  GroupRecord group(int slot) {
    GroupRecord group = groups.get(slot);
    if (group == null) {
      throw new IllegalStateException("no group there: slot=" + slot);
    }
    return group;
  }

  /// Whether a group has `slot`; fast if groups are added in the order of slots.
  boolean isTaken(int slot) {
    return !groups.isBehind(slot) && groups.contains(slot);
  }

  /// Creates an empty group, which is not in the store before [#put].
  GroupRecord newGroup(GroupingKey key) {
    return GroupRecord.empty(key, freeSlots.lowest());
  }

  /// Another group whose key differs from `key` only in empty labels, or null.
  @Nullable GroupRecord twin(GroupingKey key) {
    GroupingKey bare = key.withoutEmpty();
    for (GroupingKey twin : twins.of(bare)) {
      if (!twin.equals(key)) {
        return keyToGroup.get(twin);
      }
    }
    return bare.equals(key) ? null : keyToGroup.get(bare);
  }

  /// Calls `action` with each group whose key without empty labels is `bare`.
  void forEachOf(GroupingKey bare, Consumer<GroupRecord> action) {
    GroupRecord group = keyToGroup.get(bare);
    if (group != null) {
      action.accept(group);
    }
    for (GroupingKey twin : twins.of(bare)) {
      action.accept(Objects.requireNonNull(keyToGroup.get(twin)));
    }
  }

  /// The number of series of a group, including its push times.
  long seriesOf(GroupRecord group) {
    return sizes.series(group.slot());
  }

  /// The number of bytes of a group, including its push times.
  long bytesOf(GroupRecord group) {
    return sizes.bytes(group.slot());
  }

  int bytesAt(int slot, String name) {
    FamilyIndex index = families.get(name);
    return index == null ? 0 : index.bytesAt(slot);
  }

  int seriesAt(int slot, String name) {
    FamilyIndex index = families.get(name);
    return index == null ? 0 : index.seriesAt(slot);
  }

  @Nullable FamilyIndex family(String name) {
    return families.get(name);
  }

  /// The family `name` of the group `key`, if it has series.
  @Nullable StoredFamily stored(GroupingKey key, String name) {
    GroupRecord group = keyToGroup.get(key);
    return group == null ? null : storedAt(group.slot(), name);
  }

  /// The family `name` of the group at `slot`, if it has series.
  @Nullable StoredFamily storedAt(int slot, String name) {
    FamilyIndex index = families.get(name);
    return index == null ? null : index.get(slot);
  }

  /// Replaces `before` with `after`, and puts the pushed families into pages.
  ///
  /// @param removedNames the names that are removed from the group
  @SuppressWarnings("ReferenceEquality") // Equal sets are one object, once acquired.
  void put(
      GroupRecord before, List<StoredFamily> pushed, GroupRecord after, List<String> removedNames) {
    sizes.put(before, pushed, after, removedNames);
    removedNames.forEach(name -> families.remove(before.slot(), name));
    if (before.names() != after.names() && before.names() != NameSet.EMPTY) {
      nameSets.release(before.names());
    }
    for (StoredFamily family : pushed) {
      if (family.seriesCount() > 0) {
        families.put(after.slot(), family);
      }
    }
    if (keyToGroup.put(after.key(), after) != null) {
      weight.put(before, after);
    } else {
      weight.add(after);
      freeSlots.take(after.slot());
      shapes.add(after.key());
      twins.add(after.key());
    }
    long epoch = families.epoch();
    groups = groups.put(after.slot(), after, epoch);
    if (after.lifetimes().expectNanos() > 0) {
      expected = expected.put(after.slot(), after, epoch);
    } else if (before.lifetimes().expectNanos() > 0) {
      expected = expected.remove(after.slot(), epoch);
    }
    if (before.hasEnd() || after.hasEnd()) {
      deadlines.put(after);
    }
  }

  /// Removes a group with its content, if it exists.
  void remove(GroupingKey key) {
    GroupRecord group = keyToGroup.remove(key);
    if (group == null) {
      return;
    }
    sizes.remove(group);
    weight.remove(group);
    for (int i = 0; i < group.names().size(); i++) {
      families.remove(group.slot(), group.names().name(i));
    }
    groups = groups.remove(group.slot(), families.epoch());
    expected = expected.remove(group.slot(), families.epoch());
    deadlines.remove(group.slot());
    nameSets.release(group.names());
    freeSlots.free(group.slot());
    shapes.remove(key);
    twins.remove(key);
  }

  /// Removes all groups. Remembered pushes are kept.
  void clear() {
    sizes.clear();
    weight.clear();
    keyToGroup.clear();
    families.clear();
    shapes.clear();
    twins.clear();
    nameSets.clear();
    freeSlots.clear();
    groups = new SlotPages<>(ArrayPage::new, families.epoch());
    expected = new SlotPages<>(ArrayPage::new, families.epoch());
    deadlines.clear();
    tombstones.clear();
  }

  /// Puts a group at its slot without updating the derived data. It replaces the group with the
  /// same key, if there is one.
  void place(GroupRecord group) {
    keyToGroup.put(group.key(), group);
    groups = groups.put(group.slot(), group, families.epoch());
  }

  /// Clears the data that [#derive] derived.
  void clearDerived() {
    sizes.clear();
    freeSlots.clear();
    shapes.clear();
    twins.clear();
    weight.clear();
  }

  /// Derives data from a group after [#place], except the data that is derived from its families
  /// and its slot.
  void derive(GroupRecord group) {
    sizes.addEmptyFamilies(group);
    weight.add(group);
    shapes.add(group.key());
    twins.add(group.key());
    if (group.lifetimes().expectNanos() > 0) {
      expected = expected.put(group.slot(), group, families.epoch());
    }
    if (group.hasEnd()) {
      deadlines.put(group);
    }
  }

  /// A view of the current state, which does not change.
  StoreView view() {
    return new StoreView(families.view(), groups, expected, tombstones.list(), remembered.list());
  }
}
