package io.sluice.store;

import io.sluice.model.GroupingKey;
import io.sluice.model.MetricType;
import io.sluice.model.Utf8;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The state of the gateway: which groups hold which families.
///
/// A deterministic state machine: the same commands in the same order give the same state and the
/// same outcomes, on any machine and at any time. It has no clock, no I/O and no threads. Its
/// methods may be called from any thread; a view is taken in between two commands.
public final class Store {
  // keyToGroup   which group has which key                        the truth
  // groups       slot to group, in pages                          derived; for views
  // families     name to its holders, in pages by slot            derived; for views and the type
  // check
  // shapes       job to the label names of its grouping keys      derived; for the duplicate check
  // slots        which slots are taken                            derived
  //
  // A group keeps its slot as long as it lives, so that a push finds its place in a family's pages
  // by comparing ints, not keys. The lowest free slot is taken, so slots stay as dense as the
  // groups are.
  //
  // All pages belong to `epoch`, or are shared with a view and copied before they change (see
  // SlotPages).
  //
  // What is not private here is so for the tests, which hold the derived against the truth.
  final Map<GroupingKey, Group> keyToGroup = new HashMap<>();
  final TreeMap<String, FamilyIndex> families = new TreeMap<>(Utf8.BYTE_ORDER);
  final BitSet slots = new BitSet();
  private final Shapes shapes = new Shapes();
  private final Map<String, MetricType> ownFamilies;
  SlotPages<Group> groups;
  private long epoch = 1;
  private @Nullable StoreView view;

  /// An empty store.
  ///
  /// @param ownFamilies names and types of the gateway's own families that no push may redefine
  public Store(Map<String, MetricType> ownFamilies) {
    this.ownFamilies = Map.copyOf(ownFamilies);
    this.groups = new SlotPages<>(epoch);
  }

  /// Checks and carries out one command.
  public synchronized Outcome apply(Command command) {
    view = null;
    return switch (command) {
      case Command.Push push -> push(push);
      case Command.Fail fail -> fail(fail.key(), fail.receivedNanos(), fail.message());
      case Command.Delete delete -> delete(delete.key());
      case Command.Wipe _ -> wipe();
    };
  }

  /// The state between two commands, unaffected by those that follow.
  public synchronized StoreView view() {
    if (view == null) {
      var names = new ArrayList<StoreView.Family>(families.size());
      families.values().forEach(f -> names.add(new StoreView.Family(f.name(), f.pages())));
      view = new StoreView(names, groups);
      epoch++;
    }
    return view;
  }

  /// Puts a group back as it was, at its old place; to be called before any command.
  ///
  /// @param slot taken by no other group
  /// @param held sorted by name
  public synchronized void restore(
      GroupingKey key,
      int slot,
      List<StoredFamily> held,
      long pushNanos,
      long failureNanos,
      @Nullable String failureMessage) {
    if (slots.get(slot) || keyToGroup.containsKey(key)) {
      throw new IllegalArgumentException("restored twice: slot=" + slot + " key=" + key);
    }
    view = null;
    var before = new Group(key, slot, new StoredFamily[0], 0, 0, null);
    StoredFamily[] shared = held.stream().map(this::sharingStrings).toArray(StoredFamily[]::new);
    replace(before, new Group(key, slot, shared, pushNanos, failureNanos, failureMessage));
  }

  Map<String, MetricType> ownFamilies() {
    return ownFamilies;
  }

  Shapes shapes() {
    return shapes;
  }

  @Nullable Group group(GroupingKey key) {
    return keyToGroup.get(key);
  }

  @Nullable FamilyIndex family(String name) {
    return families.get(name);
  }

  private Outcome push(Command.Push push) {
    Group group = keyToGroup.get(push.key());
    if (group == null && hasTwin(push.key())) {
      return new Outcome.Rejected(PushTimes.twinExists(push.key()));
    }
    Problems problems = new ConsistencyCheck(this, push, group).run();
    if (!problems.isEmpty()) {
      return fail(push.key(), push.receivedNanos(), problems.message());
    }
    Group before = group == null ? newGroup(push.key()) : group;
    StoredFamily[] pushed = withPushTimes(push, before);
    StoredFamily[] after =
        push.replace() ? withFailureTime(pushed, before) : before.mergedWith(pushed);
    replace(
        before,
        new Group(
            before.key(),
            before.slot(),
            after,
            push.receivedNanos(),
            before.failureNanos(),
            before.failureMessage()));
    return Outcome.APPLIED;
  }

  private Outcome fail(GroupingKey key, long receivedNanos, String message) {
    Group group = keyToGroup.get(key);
    if (group == null && hasTwin(key)) {
      return new Outcome.Rejected(message);
    }
    Group before = group == null ? newGroup(key) : group;
    var times = new ArrayList<StoredFamily>(2);
    times.add(PushTimes.failure(key, receivedNanos, receivedNanos));
    if (before.family(PushTimes.PUSH) == null) {
      times.add(PushTimes.push(key, 0, receivedNanos));
    }
    StoredFamily[] after = before.mergedWith(times.toArray(StoredFamily[]::new));
    replace(
        before,
        new Group(before.key(), before.slot(), after, before.pushNanos(), receivedNanos, message));
    return new Outcome.Rejected(message);
  }

  private Outcome delete(GroupingKey key) {
    Group group = keyToGroup.remove(key);
    if (group != null) {
      group.families().forEach(family -> drop(group.slot(), family));
      groups = groups.remove(group.slot(), epoch);
      slots.clear(group.slot());
      shapes.remove(key);
    }
    return Outcome.APPLIED;
  }

  private Outcome wipe() {
    keyToGroup.clear();
    families.clear();
    shapes.clear();
    slots.clear();
    groups = new SlotPages<>(epoch);
    return Outcome.APPLIED;
  }

  private boolean hasTwin(GroupingKey key) {
    GroupingKey twin = PushTimes.twin(key);
    return twin != null && keyToGroup.containsKey(twin);
  }

  /// A group that holds nothing yet; it is not in the store before [#replace].
  private Group newGroup(GroupingKey key) {
    return new Group(key, slots.nextClearBit(0), new StoredFamily[0], 0, 0, null);
  }

  /// The families of the push and its time, sorted; on a first push also the failure time that
  /// never was.
  private StoredFamily[] withPushTimes(Command.Push push, Group before) {
    var all = new ArrayList<StoredFamily>(push.families().size() + 2);
    for (StoredFamily family : push.families()) {
      if (!family.name().equals(PushTimes.PUSH)) {
        all.add(sharingStrings(family));
      }
    }
    all.add(PushTimes.push(push.key(), push.receivedNanos(), push.receivedNanos()));
    if (before.family(PushTimes.FAILURE) == null) {
      all.add(PushTimes.failure(push.key(), 0, push.receivedNanos()));
    }
    return sorted(all);
  }

  private StoredFamily sharingStrings(StoredFamily family) {
    FamilyIndex index = families.get(family.name());
    return index == null ? family : family.sharing(index.pages().first());
  }

  private static StoredFamily[] withFailureTime(StoredFamily[] pushed, Group before) {
    StoredFamily kept = before.family(PushTimes.FAILURE);
    if (kept == null) {
      return pushed;
    }
    var all = new ArrayList<>(Arrays.asList(pushed));
    all.add(kept);
    return sorted(all);
  }

  private static StoredFamily[] sorted(List<StoredFamily> families) {
    StoredFamily[] sorted = families.toArray(StoredFamily[]::new);
    Arrays.sort(sorted, Comparator.comparing(StoredFamily::name, Utf8.BYTE_ORDER));
    return sorted;
  }

  /// Puts `after` in the place of `before` and brings the families' pages in line.
  private void replace(Group before, Group after) {
    for (StoredFamily old : before.families()) {
      if (after.family(old.name()) == null) {
        drop(before.slot(), old);
      }
    }
    for (StoredFamily family : after.families()) {
      StoredFamily old = before.family(family.name());
      if (old == family) {
        continue;
      }
      if (family.seriesCount() > 0) {
        hold(after.slot(), family);
      } else if (old != null) {
        drop(after.slot(), old);
      }
    }
    if (keyToGroup.put(after.key(), after) == null) {
      slots.set(after.slot());
      shapes.add(after.key());
    }
    groups = groups.put(after.slot(), after, epoch);
  }

  private void hold(int slot, StoredFamily family) {
    families
        .computeIfAbsent(family.name(), name -> new FamilyIndex(name, epoch))
        .put(slot, family, epoch);
  }

  private void drop(int slot, StoredFamily family) {
    FamilyIndex index = families.get(family.name());
    if (index == null) {
      return;
    }
    index.remove(slot, epoch);
    if (index.groupCount() == 0) {
      families.remove(family.name());
    }
  }
}
