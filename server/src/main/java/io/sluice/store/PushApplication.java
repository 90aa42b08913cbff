package io.sluice.store;

import io.sluice.command.Command;
import io.sluice.command.Holders;
import io.sluice.command.Outcome;
import io.sluice.command.PushErrors;
import io.sluice.command.PushOrigin;
import io.sluice.command.PushTimeFamilies;
import io.sluice.merge.MergeException;
import io.sluice.model.GroupingKey;
import io.sluice.model.MetricType;
import io.sluice.pages.StoredFamily;
import io.sluice.store.index.AppliedPush;
import io.sluice.store.index.Digest;
import io.sluice.store.index.Fingerprint;
import io.sluice.store.index.IdempotencyWindow;
import io.sluice.store.index.NameSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Applies pushes to one group, and pushes that are parts of a change of many groups.
final class PushApplication {
  private final StoreState state;

  PushApplication(StoreState state) {
    this.state = state;
  }

  /// Applies a push unless it was already applied.
  ///
  /// @param key the grouping key under which it is remembered
  Outcome applyOnce(GroupingKey key, PushOrigin origin, Command command) {
    IdempotencyWindow remembered = state.remembered;
    remembered.forget(origin.nanos());
    PushOrigin.Once once = origin.once();
    if (once == null) {
      return apply(command);
    }
    long fingerprint = Fingerprint.of(GroupsApplication.families(command));
    Digest name = Digest.of(key, once.key());
    AppliedPush before = remembered.find(name, origin.nanos());
    if (before != null) {
      return before.fingerprint() == fingerprint ? Outcome.REPEATED : Outcome.KEY_REUSED;
    }
    Outcome outcome = apply(command);
    if (outcome instanceof Outcome.Applied
        || (outcome instanceof Outcome.Each each && each.isAnyApplied())) {
      remembered.add(new AppliedPush(name, fingerprint, once.untilNanos()));
    }
    return outcome;
  }

  private Outcome apply(Command command) {
    return switch (command) {
      case Command.Part part -> applyPart(part);
      case Command.Groups groups -> GroupsApplication.apply(groups, this);
      case Command.Delete _, Command.DeleteFamily _, Command.Wipe _, Command.Expire _ ->
          throw new IllegalArgumentException("not a push: command=" + command);
    };
  }

  /// Applies a push to one group, even if it was already applied.
  Outcome applyPart(Command.Part part) {
    return switch (part) {
      case Command.Push push -> push(push);
      case Command.Aggregate add -> aggregate(add);
      case Command.Fail fail -> fail(fail.key(), fail.origin(), fail.message());
    };
  }

  /// Applies a push to one group that was already checked.
  void applyFitting(Command.Part part) {
    GroupRecord group = state.group(part.key());
    switch (part) {
      case Command.Push push ->
          putFitting(push, group, GroupChange.aggregationStatesAfter(push, group));
      case Command.Aggregate add -> {
        try {
          AggregationResult addition = AggregationResult.of(add, group, state);
          putFitting(pushOf(add, addition), group, addition.aggregationStates());
        } catch (MergeException e) {
          throw new IllegalStateException("what was added before cannot be added", e);
        }
      }
      case Command.Fail _ -> throw new IllegalArgumentException("does not fit: command=" + part);
    }
  }

  /// The outcome that [#applyPart] would return. Nothing is changed.
  Outcome outcomeOf(Command.Part part) {
    String problem =
        switch (part) {
          case Command.Push push -> problem(push);
          case Command.Aggregate add -> problem(add);
          case Command.Fail fail -> fail.message();
        };
    return problem == null ? Outcome.APPLIED : new Outcome.Rejected(problem);
  }

  /// Records that a push was refused.
  Outcome fail(GroupingKey key, PushOrigin origin, String message) {
    GroupRecord group = state.group(key);
    if (group == null && state.twin(key) != null) {
      return new Outcome.Rejected(message);
    }
    GroupRecord before = group == null ? state.newGroup(key) : group;
    List<StoredFamily> times = GroupChange.failureTimes(before, origin);
    NameSet names = state.nameSets.merged(before.names(), times);
    GroupPushStats pushStats =
        before.pushStats().withFailure(origin, GroupChange.shortened(message));
    state.put(before, times, before.withFailure(names, pushStats), List.of());
    return new Outcome.Rejected(message);
  }

  Map<String, MetricType> ownFamilies() {
    return state.ownFamilies;
  }

  private Outcome push(Command.Push push) {
    GroupRecord group = state.group(push.key());
    String twin = twinProblem(push.key(), group);
    return twin == null
        ? putChecked(push, group, GroupChange.aggregationStatesAfter(push, group))
        : new Outcome.Rejected(twin);
  }

  private Outcome aggregate(Command.Aggregate add) {
    GroupRecord group = state.group(add.key());
    String twin = twinProblem(add.key(), group);
    if (twin != null) {
      return new Outcome.Rejected(twin);
    }
    try {
      AggregationResult addition = AggregationResult.of(add, group, state);
      return putChecked(pushOf(add, addition), group, addition.aggregationStates());
    } catch (MergeException e) {
      return fail(add.key(), add.origin(), String.valueOf(e.getMessage()));
    }
  }

  private @Nullable String problem(Command.Push push) {
    GroupRecord group = state.group(push.key());
    String twin = twinProblem(push.key(), group);
    if (twin != null) {
      return twin;
    }
    PushErrors problems = new ConsistencyCheck(state, push, group).run();
    return problems.isEmpty() ? null : problems.message();
  }

  private @Nullable String problem(Command.Aggregate add) {
    try {
      return problem(pushOf(add, AggregationResult.of(add, state.group(add.key()), state)));
    } catch (MergeException e) {
      return e.getMessage();
    }
  }

  /// The reason why the group `key` cannot be created, or null if it can be or already exists.
  private @Nullable String twinProblem(GroupingKey key, @Nullable GroupRecord group) {
    GroupRecord twin = group == null ? state.twin(key) : null;
    return twin == null ? null : Holders.addTo(PushTimeFamilies.twinExists(key), twin.key());
  }

  /// Converts the result of an aggregation to a push that replaces the families.
  private static Command.Push pushOf(Command.Aggregate add, AggregationResult addition) {
    return new Command.Push(add.key(), add.origin(), false, addition.families(), add.lifetimes());
  }

  private Outcome putChecked(
      Command.Push push, @Nullable GroupRecord group, Map<String, byte[]> aggregationStates) {
    PushErrors problems = new ConsistencyCheck(state, push, group).run();
    if (!problems.isEmpty()) {
      return fail(push.key(), push.origin(), problems.message());
    }
    putFitting(push, group, aggregationStates);
    return Outcome.APPLIED;
  }

  private void putFitting(
      Command.Push push, @Nullable GroupRecord group, Map<String, byte[]> aggregationStates) {
    GroupRecord before = group == null ? state.newGroup(push.key()) : group;
    List<StoredFamily> pushed = GroupChange.withPushTimes(push, before, state);
    NameSet names =
        push.replace()
            ? state.nameSets.replaced(
                before.names(), GroupChange.namesOf(pushed, before, push.origin()))
            : state.nameSets.merged(before.names(), pushed);
    List<String> removedNames =
        push.replace()
            ? before.names().without(names)
            : GroupChange.removedNames(before.names(), pushed);
    StoredFamily[] kept = push.replace() ? GroupRecord.NO_FAMILIES : before.empty();
    state.tombstones.remove(push.key());
    state.put(
        before,
        pushed,
        new GroupRecord(
            before.key(),
            before.slot(),
            names,
            GroupChange.without(push.removedNames(), GroupChange.emptyFamilies(kept, pushed)),
            before.pushStats().withPush(push.origin()),
            push.lifetimes(),
            aggregationStates),
        removedNames);
  }
}
