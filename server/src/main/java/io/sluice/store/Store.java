package io.sluice.store;

import io.sluice.command.Command;
import io.sluice.command.Outcome;
import io.sluice.model.GroupingKey;
import io.sluice.model.MetricType;
import io.sluice.pages.PackedFamilies;
import io.sluice.store.index.AppliedPush;
import io.sluice.store.index.NameSet;
import io.sluice.store.index.Tombstone;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The state of the gateway: the groups and their families.
///
/// A deterministic state machine: the same commands in the same order result in the same state and
/// the same outcomes, on any machine and at any time. It has no clock, no I/O and no threads.
/// Thread-safe; a view contains the state between two commands.
public final class Store {
  private static final int QUICK_FAMILIES = 100;
  private static final int QUICK_SERIES = 1_000;
  private static final int QUICK_PARTS = 10;

  // The store is the monitor and the interface. The data is in `state`; PushApplication and
  // GroupsApplication apply pushes, Expiration drops expired groups, and Restoration restores a
  // saved state. `view` is the view of the current state, or null if the state has changed since
  // the last view.
  final StoreState state;
  private final PushApplication pushes;
  private final GroupDirectory directory = new GroupDirectory(this);
  private final Turn turn = new Turn();
  private @Nullable StoreView view;

  /// An empty store.
  ///
  /// @param ownFamilies names and types of the gateway's own families that no push may redefine
  public Store(Map<String, MetricType> ownFamilies) {
    this.state = new StoreState(ownFamilies);
    this.pushes = new PushApplication(state);
  }

  /// Must be taken before long operations.
  public Turn turn() {
    return turn;
  }

  /// Access to the groups for lists.
  public GroupDirectory directory() {
    return directory;
  }

  /// Whether a command takes less than about a millisecond, apart from the time that is
  /// proportional to its own size: its group is small, and need not be compared with others.
  public synchronized boolean isQuick(Command command) {
    return switch (command) {
      case Command.Push push -> isSmall(push.key()) && !state.shapes.hasOthersThan(push.key());
      case Command.Aggregate add -> isSmall(add.key()) && !state.shapes.hasOthersThan(add.key());
      case Command.Fail fail -> isSmall(fail.key());
      case Command.Delete delete -> isSmall(delete.key());
      case Command.DeleteFamily delete -> isSmall(delete.key());
      case Command.Groups groups ->
          groups.parts().size() <= QUICK_PARTS && groups.parts().stream().allMatch(this::isQuick);
      case Command.Wipe _, Command.Expire _ -> false;
    };
  }

  private boolean isSmall(GroupingKey key) {
    GroupRecord group = state.group(key);
    return group == null
        || (group.familyCount() <= QUICK_FAMILIES && state.seriesOf(group) <= QUICK_SERIES);
  }

  /// Checks and applies a command.
  public synchronized Outcome apply(Command command) {
    view = null;
    return switch (command) {
      case Command.Push push -> pushes.applyOnce(push.key(), push.origin(), push);
      case Command.Aggregate add -> pushes.applyOnce(add.key(), add.origin(), add);
      case Command.Groups groups ->
          pushes.applyOnce(GroupsApplication.NO_KEY, groups.origin(), groups);
      case Command.Fail fail -> pushes.applyPart(fail);
      case Command.Delete delete -> {
        state.remove(delete.key());
        yield Outcome.APPLIED;
      }
      case Command.DeleteFamily delete -> deleteFamily(delete.key(), delete.family());
      case Command.Wipe _ -> {
        state.clear();
        yield Outcome.APPLIED;
      }
      case Command.Expire expire -> Expiration.apply(expire, state);
    };
  }

  private Outcome deleteFamily(GroupingKey key, String family) {
    GroupRecord group = state.group(key);
    if (group == null) {
      return new Outcome.NotFound(false);
    }
    if (!group.holds(family)) {
      return new Outcome.NotFound(true);
    }
    int series = state.seriesAt(group.slot(), family);
    NameSet names = state.nameSets.without(group.names(), family);
    List<String> removedNames = group.names().has(family) ? List.of(family) : List.of();
    state.put(group, List.of(), group.without(family, names), removedNames);
    return new Outcome.FamilyDeleted(series);
  }

  /// The outcome that [#apply] would return for a push now. Nothing is changed.
  public synchronized Outcome outcomeOf(Command command) {
    return switch (command) {
      case Command.Part part -> pushes.outcomeOf(part);
      case Command.Groups groups -> GroupsApplication.outcome(groups, pushes);
      case Command.Delete _, Command.DeleteFamily _, Command.Wipe _, Command.Expire _ ->
          Outcome.APPLIED;
    };
  }

  /// The limit that `command` would exceed if it were applied now, or null.
  public synchronized Outcome.@Nullable OverLimit overLimit(Command command, StateLimits limits) {
    return StateLimits.exceededBy(command, state, limits);
  }

  /// The limit that `command` would exceed if it were applied now, or null.
  ///
  /// @param limits of each part
  public synchronized Outcome.@Nullable OverLimit overLimit(
      Command.Groups command, List<StateLimits> limits) {
    return GroupsLimits.exceededBy(command, limits, state);
  }

  /// Whether [Command.Expire] with these arguments would drop anything.
  public synchronized boolean hasExpired(long nowNanos, long pushedSinceNanos) {
    return Expiration.hasDue(new Command.Expire(nowNanos, pushedSinceNanos, 1), state);
  }

  /// The file that the group `key` was read from; null if there is no such group or clients push to
  /// it.
  public synchronized @Nullable String fileOf(GroupingKey key) {
    GroupRecord group = state.group(key);
    return group == null ? null : group.pushStats().file();
  }

  /// The number of series of all groups.
  public synchronized long seriesCount() {
    return state.seriesCount();
  }

  /// The estimated heap size of the state.
  public synchronized long heapBytes() {
    return state.heapBytes();
  }

  /// A view of the current state, which later commands do not change.
  public synchronized StoreView view() {
    if (view == null) {
      view = state.view();
    }
    return view;
  }

  /// Replaces the whole state of a store.
  public interface Replacement<X extends Exception> {
    /// Calls the `restore` methods.
    void run() throws X;
  }

  /// Clears the store and runs `replacement` to fill it. Views and commands wait meanwhile, so they
  /// never see a partial state.
  public synchronized <X extends Exception> void replace(Replacement<X> replacement) throws X {
    view = null;
    state.clear();
    state.remembered.clear();
    replacement.run();
  }

  /// Restores a group at its slot, without checking its families. Must be called before any
  /// command. Groups and pages may be restored in any order; then [#completeRestore] must be
  /// called.
  ///
  /// @param snapshot its slot must be free
  public synchronized void restore(GroupSnapshot snapshot) {
    view = null;
    Restoration.add(snapshot, state);
  }

  /// Restores a page of a family. Its slots must be greater than those of all previous pages of the
  /// family.
  ///
  /// @throws IllegalArgumentException if the page is invalid or inconsistent with the others
  public synchronized void restore(PackedFamilies page) {
    view = null;
    state.families.append(page);
  }

  /// Restores the tombstone of an expired group. Must be called in order, the oldest first.
  public synchronized void restore(Tombstone tombstone) {
    view = null;
    state.tombstones.add(tombstone);
  }

  /// Restores a remembered push. Must be called in order, the oldest first.
  public synchronized void restore(AppliedPush push) {
    view = null;
    state.remembered.add(push);
  }

  /// Must be called after all groups and pages were restored: checks their consistency, and derives
  /// the other data. Inconsistent families and names are removed, so that the state is consistent.
  ///
  /// @return the inconsistency, or null
  public synchronized @Nullable String completeRestore() {
    view = null;
    return Restoration.complete(state);
  }
}
