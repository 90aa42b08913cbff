package io.sluice.store;

import io.sluice.command.Command;
import io.sluice.command.Outcome;
import io.sluice.model.GroupingKey;
import io.sluice.model.MetricType;
import io.sluice.pages.PackedFamilies;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The state of the gateway: which groups hold which families.
///
/// A deterministic state machine: the same commands in the same order give the same state and the
/// same outcomes, on any machine and at any time. It has no clock, no I/O and no threads. Its
/// methods may be called from any thread; a view is taken in between two commands.
public final class Store {
  private static final int QUICK_FAMILIES = 100;
  private static final int QUICK_SERIES = 1_000;
  private static final int QUICK_PARTS = 10;

  // The store is the monitor and the way in. What is held lies in `state`; pushes are applied by
  // PushApplication and Groups, what is over goes by Expiration, and what was saved comes back by
  // Restoration. `view` is that of the state as it is, or null once it has changed.
  final StoreState state;
  private final PushApplication pushes;
  private final Directory directory = new Directory(this);
  private final Turn turn = new Turn();
  private @Nullable StoreView view;

  /// An empty store.
  ///
  /// @param ownFamilies names and types of the gateway's own families that no push may redefine
  public Store(Map<String, MetricType> ownFamilies) {
    this.state = new StoreState(ownFamilies);
    this.pushes = new PushApplication(state);
  }

  /// To be taken before what may take long.
  public Turn turn() {
    return turn;
  }

  /// What it tells of its groups to those who list them.
  public Directory directory() {
    return directory;
  }

  /// Whether a command takes less than a millisecond or so, apart from what it takes for the size
  /// of what it brings: its group is small, and no others have to be compared.
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

  /// Checks and carries out one command.
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
    List<String> gone = group.names().has(family) ? List.of(family) : List.of();
    state.put(group, List.of(), group.without(family, names), gone);
    return new Outcome.FamilyDeleted(series);
  }

  /// What [#apply] would answer to a push now. Nothing is changed.
  public synchronized Outcome outcomeOf(Command command) {
    return switch (command) {
      case Command.Part part -> pushes.outcomeOf(part);
      case Command.Groups groups -> GroupsApplication.outcome(groups, pushes);
      case Command.Delete _, Command.DeleteFamily _, Command.Wipe _, Command.Expire _ ->
          Outcome.APPLIED;
    };
  }

  /// Which of the limits `command` would exceed if it were applied now, or null.
  public synchronized Outcome.@Nullable OverLimit overLimit(Command command, StateLimits limits) {
    return StateLimits.exceededBy(command, state, limits);
  }

  /// Which limit `command` would exceed if it were applied now, or null.
  ///
  /// @param limits of each part
  public synchronized Outcome.@Nullable OverLimit overLimit(
      Command.Groups command, List<StateLimits> limits) {
    return GroupsLimits.exceededBy(command, limits, state);
  }

  /// Whether [Command.Expire] with these arguments would find anything to do.
  public synchronized boolean hasExpired(long nowNanos, long pushedSinceNanos) {
    return Expiration.hasDue(new Command.Expire(nowNanos, pushedSinceNanos, 1), state);
  }

  /// The file that the group `key` was read from; null if there is no such group, or clients push
  /// it.
  public synchronized @Nullable String fileOf(GroupingKey key) {
    GroupRecord group = state.group(key);
    return group == null ? null : group.history().file();
  }

  /// How many series all groups hold together.
  public synchronized long seriesCount() {
    return state.seriesCount();
  }

  /// How much of the heap the state takes, about.
  public synchronized long heapBytes() {
    return state.heapBytes();
  }

  /// The state between two commands, unaffected by those that follow.
  public synchronized StoreView view() {
    if (view == null) {
      view = state.view();
    }
    return view;
  }

  /// Puts a state in place of all that the store holds.
  public interface Replacement<X extends Exception> {
    /// Calls the methods that restore.
    void run() throws X;
  }

  /// Empties the store and has `replacement` fill it. Views and commands wait meanwhile, so none
  /// sees a part of it.
  public synchronized <X extends Exception> void replace(Replacement<X> replacement) throws X {
    view = null;
    state.clear();
    state.remembered.clear();
    replacement.run();
  }

  /// Puts a group back as it was, at its old place, without any check of its families; to be called
  /// before any command. Groups and pages may come in any order, and after them [#completeRestore].
  ///
  /// @param snapshot its slot is taken by no other group
  public synchronized void restore(GroupSnapshot snapshot) {
    view = null;
    Restoration.add(snapshot, state);
  }

  /// Puts back what groups hold under one name: a page whose slots are behind those of the pages of
  /// this name that came before.
  ///
  /// @throws IllegalArgumentException if it is no page, or one that does not fit the others
  public synchronized void restore(PackedFamilies page) {
    view = null;
    state.families.append(page);
  }

  /// Puts back what is left of an expired group, the oldest first.
  public synchronized void restore(Tombstone tombstone) {
    view = null;
    state.tombstones.add(tombstone);
  }

  /// Puts back that a push was applied, the oldest first.
  public synchronized void restore(AppliedPush push) {
    view = null;
    state.remembered.add(push);
  }

  /// To be called when all groups and pages that there were have been restored: holds them against
  /// each other, and derives the rest. What has no counterpart is left out, so that what remains is
  /// whole.
  ///
  /// @return what does not fit, or null if all does
  public synchronized @Nullable String completeRestore() {
    view = null;
    return Restoration.complete(state);
  }
}
