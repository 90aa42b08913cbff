package io.sluice.store;

import io.sluice.command.Command;
import io.sluice.command.Outcome;
import io.sluice.command.PushTimeFamilies;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.pages.StoredFamily;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// The limits of the state. All are at least 1.
///
/// They are checked before a command is appended to the log, not when it is applied: logged
/// commands were within the limits when they were appended, and a replay must not depend on the
/// current limits. The disadvantage is that concurrent requests do not see each other, so that
/// together they may exceed a limit.
///
/// A histogram or summary is one series here, independent of its buckets, and so is a family
/// without series. The two push times of a group are counted, except for the limit of a rule.
///
/// @param groups in all
/// @param seriesPerGroup after the push
/// @param ruleSeriesPerGroup the same limit by the rule for the group, without the push times
/// @param series in all, after the push
/// @param familiesPerGroup after the push
/// @param heapBytes of the whole state, as [Store#heapBytes] estimates it
/// @param addedToBytes the maximum size of the families of a group that an aggregated push changes,
///   plus [#ADDED_TO_SHARE] for each byte of the push; limited because all of it must be read
public record StateLimits(
    int groups,
    int seriesPerGroup,
    long ruleSeriesPerGroup,
    int series,
    int familiesPerGroup,
    int addedToBytes,
    long heapBytes) {
  /// No limits.
  public static final StateLimits NONE =
      new StateLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

  static final int ADDED_TO_SHARE = 16;

  private static final int SLACK_SHARE = 16;

  /// These limits with that of a rule.
  public StateLimits withRule(long maxPerGroup) {
    return maxPerGroup == ruleSeriesPerGroup
        ? this
        : new StateLimits(
            groups, seriesPerGroup, maxPerGroup, series, familiesPerGroup, addedToBytes, heapBytes);
  }

  /// The families of a push that does not change the series of its group.
  private static final List<StoredFamily> NOTHING = List.of();

  /// Only limits on numbers, without a rule.
  public StateLimits(int groups, int seriesPerGroup, int series) {
    this(
        groups,
        seriesPerGroup,
        Long.MAX_VALUE,
        series,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE,
        Long.MAX_VALUE);
  }

  /// Only a limit on memory.
  static StateLimits ofHeap(long bytes) {
    return new StateLimits(
        Integer.MAX_VALUE,
        Integer.MAX_VALUE,
        Long.MAX_VALUE,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE,
        bytes);
  }

  /// The limit that `command` would exceed if it were applied to `store` now, or null.
  static Outcome.@Nullable OverLimit exceededBy(
      Command command, StoreState store, StateLimits limits) {
    if (command instanceof Command.Groups many) {
      return GroupsLimits.exceededBy(many, Collections.nCopies(many.parts().size(), limits), store);
    }
    Outcome.OverLimit over = limits.numbersExceededBy(command, store);
    return over != null ? over : limits.heapExceededBy(command, store);
  }

  /// The limit on numbers that a change of one group would exceed, or null.
  Outcome.@Nullable OverLimit numbersExceededBy(Command command, StoreState store) {
    return switch (command) {
      case Command.Push push -> {
        Outcome.OverLimit over = familiesExceededBy(push, store);
        yield over != null ? over : seriesExceededBy(push, store);
      }
      case Command.Aggregate add -> exceededBy(add, store);
      case Command.Fail fail -> seriesExceededBy(fail.key(), NOTHING, _ -> 0, store);
      case Command.Groups many ->
          throw new IllegalArgumentException("has limits for each part: command=" + many);
      case Command.Delete _, Command.DeleteFamily _, Command.Wipe _, Command.Expire _ -> null;
    };
  }

  /// Pushes that replace existing series are still accepted when the limit is reached, even if
  /// numbers get more digits; together these may take at most [#SLACK_SHARE].
  Outcome.@Nullable OverLimit heapExceededBy(Command command, StoreState store) {
    long current = store.heapBytes();
    if (current + StateGrowth.upperBound(command) <= heapBytes) {
      return null;
    }
    long growth = StateGrowth.of(command, store);
    boolean isOver = current > heapBytes - Math.max(0, growth);
    boolean isDigits =
        growth <= StateGrowth.ofDigits(command) && current <= heapBytes + heapBytes / SLACK_SHARE;
    return growth > 0 && isOver && !isDigits
        ? new Outcome.OverLimit(Outcome.Limit.HEAP_BYTES, heapBytes)
        : null;
  }

  private Outcome.@Nullable OverLimit exceededBy(Command.Aggregate add, StoreState store) {
    GroupRecord group = store.group(add.key());
    Outcome.OverLimit over = addedToExceeded(group, add.families(), store);
    if (over == null) {
      over = familiesExceeded(group, false, add.families());
    }
    return over != null
        ? over
        : seriesExceededBy(
            add.key(), add.families(), existing -> growth(existing, add, store), store);
  }

  /// Only looks up the sizes of the families, without reading them.
  private Outcome.@Nullable OverLimit addedToExceeded(
      @Nullable GroupRecord group, List<StoredFamily> pushed, StoreState store) {
    if (group == null) {
      return null;
    }
    long pushedBytes = 0;
    long storedBytes = 0;
    for (StoredFamily family : pushed) {
      pushedBytes += family.bytes().length;
      storedBytes += store.bytesAt(group.slot(), family.name());
      storedBytes += group.aggregationState(family.name()).length;
    }
    return storedBytes > addedToBytes + ADDED_TO_SHARE * pushedBytes
        ? new Outcome.OverLimit(Outcome.Limit.ADDED_TO_BYTES, addedToBytes)
        : null;
  }

  private Outcome.@Nullable OverLimit familiesExceededBy(Command.Push push, StoreState store) {
    return familiesExceeded(store.group(push.key()), push.replace(), push.families());
  }

  private Outcome.@Nullable OverLimit familiesExceeded(
      @Nullable GroupRecord group, boolean replace, List<StoredFamily> pushed) {
    int before = group == null ? 0 : group.familyCount();
    int added = PushTimeFamilies.FAMILIES + pushed.size();
    if (added + before <= familiesPerGroup) {
      return null; // regardless of what it replaces
    }
    int after = group == null || replace ? added : before + newFamilies(group, pushed);
    return after > familiesPerGroup && after > before
        ? new Outcome.OverLimit(Outcome.Limit.FAMILIES_PER_GROUP, familiesPerGroup)
        : null;
  }

  private static int newFamilies(GroupRecord group, List<StoredFamily> pushed) {
    int count = 0;
    for (StoredFamily family : pushed) {
      count += group.hasFamily(family) ? 0 : 1;
    }
    return count;
  }

  private Outcome.@Nullable OverLimit seriesExceededBy(Command.Push push, StoreState store) {
    return seriesExceededBy(
        push.key(), push.families(), group -> growth(group, push, store), store);
  }

  /// @param growth the number of series that an existing group gains; only called near a limit
  private Outcome.@Nullable OverLimit seriesExceededBy(
      GroupingKey key,
      List<StoredFamily> pushed,
      ToLongFunction<GroupRecord> growth,
      StoreState store) {
    GroupRecord group = store.group(key);
    if (group == null && store.groupCount() >= groups) {
      return new Outcome.OverLimit(Outcome.Limit.GROUPS, groups);
    }
    long added = PushTimeFamilies.FAMILIES + seriesOf(pushed);
    long before = group == null ? 0 : seriesOf(group, store);
    long all = store.seriesCount() + store.emptyFamilyCount();
    if (before + added <= Math.min(seriesPerGroup, ruleSeriesPerGroup) && all + added <= series) {
      return null; // regardless of what it replaces
    }
    long after = group == null ? added : before + growth.applyAsLong(group);
    if (after > seriesPerGroup && after > before) {
      return new Outcome.OverLimit(Outcome.Limit.SERIES_PER_GROUP, seriesPerGroup);
    }
    if (after - PushTimeFamilies.FAMILIES > ruleSeriesPerGroup && after > before) {
      return new Outcome.OverLimit(Outcome.Limit.RULE_SERIES_PER_GROUP, ruleSeriesPerGroup);
    }
    return after > before && all - before + after > series
        ? new Outcome.OverLimit(Outcome.Limit.SERIES, series)
        : null;
  }

  /// The number of series that a push, an aggregation or a failure adds to the state.
  static long seriesGained(Command.Part change, StoreState store) {
    GroupRecord group = store.group(change.key());
    if (group == null) {
      return PushTimeFamilies.FAMILIES + seriesOf(GroupsApplication.families(change));
    }
    return switch (change) {
      case Command.Push push -> growth(group, push, store);
      case Command.Aggregate add -> growth(group, add, store);
      case Command.Fail _ -> 0;
    };
  }

  private static long growth(GroupRecord group, Command.Push push, StoreState store) {
    return push.replace()
        ? PushTimeFamilies.FAMILIES + seriesOf(push.families()) - seriesOf(group, store)
        : growth(group, push.families(), store);
  }

  /// The number of series that a group gains when `pushed` replaces the families with the same
  /// names.
  private static long growth(GroupRecord group, List<StoredFamily> pushed, StoreState store) {
    long growth = 0;
    for (StoredFamily family : pushed) {
      growth += seriesOf(family) - seriesOf(group, family, store);
    }
    return growth;
  }

  /// The number of series that a group gains by the aggregation of `add`.
  private static long growth(GroupRecord group, Command.Aggregate add, StoreState store) {
    long growth = 0;
    for (StoredFamily pushed : add.families()) {
      growth +=
          pushed.seriesCount() > 0
              ? growth(group, pushed, add.options(pushed.name()).modeLabel(), store)
              : 1 - Math.min(1, seriesOf(group, pushed, store));
    }
    return growth;
  }

  /// The number of series of `pushed` that a group does not have yet.
  static long growth(
      GroupRecord group, StoredFamily pushed, @Nullable String mode, StoreState store) {
    long growth = 0;
    Set<Labels> known = new HashSet<>();
    StoredFamily stored = store.storedAt(group.slot(), pushed.name());
    if (stored != null) {
      stored.metrics().forEach(metric -> known.add(metric.labels()));
    }
    for (Metric metric : pushed.metrics()) {
      Labels shown = mode == null ? metric.labels() : metric.labels().without(mode);
      growth += known.add(shown) ? 1 : 0;
    }
    return growth;
  }

  private static long seriesOf(GroupRecord group, StoreState store) {
    return store.seriesOf(group) + group.empty().length;
  }

  /// The number of series of a group in the family with the name of `family`.
  private static long seriesOf(GroupRecord group, StoredFamily family, StoreState store) {
    int series = store.seriesAt(group.slot(), family.name());
    return series == 0 && group.hasFamily(family) ? 1 : series;
  }

  static long seriesOf(List<StoredFamily> pushed) {
    long count = 0;
    for (StoredFamily family : pushed) {
      count += seriesOf(family);
    }
    return count;
  }

  private static int seriesOf(StoredFamily family) {
    return Math.max(1, family.seriesCount());
  }
}
