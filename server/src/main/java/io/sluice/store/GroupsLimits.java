package io.sluice.store;

import io.sluice.command.Command;
import io.sluice.command.Lifetimes;
import io.sluice.command.Outcome;
import io.sluice.command.PushTimeFamilies;
import io.sluice.merge.MergeOptions;
import io.sluice.model.GroupingKey;
import io.sluice.pages.StoredFamily;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks the limits for a change of many groups. Parts for the same group are counted together;
/// for a limit of the whole state, all parts are.
final class GroupsLimits {
  private final Command.Groups command;
  private final StoreState store;
  private final Map<GroupingKey, List<Command.Part>> keyToParts = new LinkedHashMap<>();
  private final Map<GroupingKey, StateLimits> keyToLimits = new LinkedHashMap<>();

  private GroupsLimits(Command.Groups command, List<StateLimits> limits, StoreState store) {
    this.command = command;
    this.store = store;
    for (int i = 0; i < command.parts().size(); i++) {
      Command.Part part = command.parts().get(i);
      GroupingKey key = part.key();
      keyToParts.computeIfAbsent(key, _ -> new ArrayList<>(1)).add(part);
      keyToLimits.merge(key, limits.get(i), GroupsLimits::tighter);
    }
  }

  /// The limit that `command` would exceed, or null.
  ///
  /// @param limits of each part; only the limits of rules differ
  static Outcome.@Nullable OverLimit exceededBy(
      Command.Groups command, List<StateLimits> limits, StoreState store) {
    if (limits.isEmpty()) {
      return null;
    }
    StateLimits common = limits.getFirst();
    Outcome.OverLimit over = new GroupsLimits(command, limits, store).numbersExceeded(common);
    return over != null ? over : common.heapExceededBy(command, store);
  }

  private static StateLimits tighter(StateLimits one, StateLimits other) {
    return one.ruleSeriesPerGroup() <= other.ruleSeriesPerGroup() ? one : other;
  }

  private Outcome.@Nullable OverLimit numbersExceeded(StateLimits common) {
    var changes = new ArrayList<Command.Part>(keyToParts.size());
    long newGroups = 0;
    long added = 0;
    for (Map.Entry<GroupingKey, List<Command.Part>> entry : keyToParts.entrySet()) {
      Command.Part change = joined(entry.getKey(), entry.getValue());
      StateLimits limits = keyToLimits.getOrDefault(entry.getKey(), common);
      Outcome.OverLimit over = limits.numbersExceededBy(change, store);
      if (over != null) {
        return over;
      }
      changes.add(change);
      newGroups += store.group(entry.getKey()) == null ? 1 : 0;
      added += PushTimeFamilies.FAMILIES + StateLimits.seriesOf(GroupsApplication.families(change));
    }
    if (newGroups > 0 && store.groupCount() + newGroups > common.groups()) {
      return new Outcome.OverLimit(Outcome.Limit.GROUPS, common.groups());
    }
    long all = store.seriesCount() + store.emptyFamilyCount();
    if (all + added <= common.series()) {
      return null; // even without considering replaced families
    }
    long gained = 0;
    for (Command.Part change : changes) {
      gained += StateLimits.seriesGained(change, store);
    }
    return gained > 0 && all + gained > common.series()
        ? new Outcome.OverLimit(Outcome.Limit.SERIES, common.series())
        : null;
  }

  /// Joins several parts to one with all of their families. So, near a limit, a new series in two
  /// of them counts twice.
  private Command.Part joined(GroupingKey key, List<Command.Part> parts) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    var families = new ArrayList<StoredFamily>();
    MergeOptions options = MergeOptions.USUAL;
    for (Command.Part part : parts) {
      families.addAll(GroupsApplication.families(part));
      options = part instanceof Command.Aggregate add ? add.options() : options;
    }
    return new Command.Aggregate(key, command.origin(), families, options, Lifetimes.NONE);
  }
}
