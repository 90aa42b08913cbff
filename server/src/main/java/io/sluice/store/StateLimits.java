package io.sluice.store;

import io.sluice.command.Command;
import io.sluice.command.Outcome;
import io.sluice.command.PushTimeFamilies;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.pages.StoredFamily;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// How much the state may grow to. All are at least 1.
///
/// They are asked before a command goes to the log, not when it is applied: what is in a log was
/// within the limits of its day, and a replay must not depend on today's. The price is that
/// requests which are in flight together do not see each other, so that a limit may be passed by
/// what they bring.
///
/// A histogram or summary is one series here, whatever its buckets; the two push times of a group
/// count, except for a rule.
///
/// @param groups in all
/// @param seriesPerGroup after the push
/// @param ruleSeriesPerGroup the same by the rule for the group, push times not counted
/// @param series in all, after the push
public record StateLimits(int groups, int seriesPerGroup, long ruleSeriesPerGroup, int series) {
  /// No limits but those of memory.
  public static final StateLimits NONE =
      new StateLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

  /// Limits where no rule is.
  public StateLimits(int groups, int seriesPerGroup, int series) {
    this(groups, seriesPerGroup, Long.MAX_VALUE, series);
  }

  /// These limits and that of a rule.
  public StateLimits withRule(long mostPerGroup) {
    return mostPerGroup == ruleSeriesPerGroup
        ? this
        : new StateLimits(groups, seriesPerGroup, mostPerGroup, series);
  }

  /// What a push that changes nothing of its group's series would leave as they are.
  private static final List<StoredFamily> NOTHING = List.of();

  /// Which of them `command` would exceed if it were applied to `store` now, or null.
  static Outcome.@Nullable OverLimit exceededBy(Command command, Store store, StateLimits limits) {
    return switch (command) {
      case Command.Push push ->
          push.replace()
              ? limits.exceededBy(
                  push.key(),
                  push.families(),
                  group ->
                      PushTimeFamilies.SERIES + seriesOf(push.families()) - store.seriesOf(group),
                  store)
              : limits.exceededBy(
                  push.key(),
                  push.families(),
                  group -> growth(group, push.families(), store),
                  store);
      case Command.Aggregate add ->
          limits.exceededBy(add.key(), add.families(), group -> growth(group, add, store), store);
      case Command.Fail fail -> limits.exceededBy(fail.key(), NOTHING, _ -> 0, store);
      case Command.Delete _, Command.DeleteFamily _, Command.Wipe _, Command.Expire _ -> null;
    };
  }

  /// @param growth how many series a group that is there already gains; asked near a limit only
  private Outcome.@Nullable OverLimit exceededBy(
      GroupingKey key, List<StoredFamily> pushed, ToLongFunction<GroupRecord> growth, Store store) {
    GroupRecord group = store.group(key);
    if (group == null && store.groupCount() >= groups) {
      return new Outcome.OverLimit(Outcome.Limit.GROUPS, groups);
    }
    long most = PushTimeFamilies.SERIES + seriesOf(pushed);
    long held = group == null ? 0 : store.seriesOf(group);
    if (held + most <= Math.min(seriesPerGroup, ruleSeriesPerGroup)
        && store.seriesCount() + most <= series) {
      return null; // whatever it takes the place of
    }
    long after = group == null ? most : held + growth.applyAsLong(group);
    if (after > seriesPerGroup && after > held) {
      return new Outcome.OverLimit(Outcome.Limit.SERIES_PER_GROUP, seriesPerGroup);
    }
    if (after - PushTimeFamilies.SERIES > ruleSeriesPerGroup && after > held) {
      return new Outcome.OverLimit(
          Outcome.Limit.RULE_SERIES_PER_GROUP, Math.toIntExact(ruleSeriesPerGroup));
    }
    return after > held && store.seriesCount() - held + after > series
        ? new Outcome.OverLimit(Outcome.Limit.SERIES, series)
        : null;
  }

  /// How many series a group gains when `pushed` takes the place of what it has under their names.
  private static long growth(GroupRecord group, List<StoredFamily> pushed, Store store) {
    long growth = 0;
    for (StoredFamily family : pushed) {
      growth += family.seriesCount() - (long) store.seriesAt(group.slot(), family.name());
    }
    return growth;
  }

  /// How many series a group gains when those of `add` are added to it.
  private static long growth(GroupRecord group, Command.Aggregate add, Store store) {
    long growth = 0;
    for (StoredFamily pushed : add.families()) {
      Set<Labels> known = new HashSet<>();
      StoredFamily held = store.heldAt(group.slot(), pushed.name());
      if (held != null) {
        held.metrics().forEach(metric -> known.add(metric.labels()));
      }
      String mode = add.options().modeLabel();
      for (Metric metric : pushed.metrics()) {
        Labels shown = mode == null ? metric.labels() : metric.labels().without(mode);
        growth += known.add(shown) ? 1 : 0;
      }
    }
    return growth;
  }

  private static long seriesOf(List<StoredFamily> pushed) {
    long count = 0;
    for (StoredFamily family : pushed) {
      count += family.seriesCount();
    }
    return count;
  }
}
