package io.sluice.store;

import io.sluice.command.Command;
import io.sluice.command.Holders;
import io.sluice.command.PushOrigin;
import io.sluice.command.PushTimeFamilies;
import io.sluice.command.ReservedFamilies;
import io.sluice.model.MetricFamily;
import io.sluice.model.Utf8;
import io.sluice.pages.StoredFamily;
import io.sluice.store.index.NameSet;
import io.sluice.store.index.NameSets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Computes the change of a group by a push. It does not change the state.
final class GroupChange {
  /// The maximum length of a stored error message.
  static final int MAX_MESSAGE_LENGTH = 4096;

  private static final String ELLIPSIS = "...";

  private GroupChange() {}

  /// The aggregation states after a push. The state of a family is dropped when the family is
  /// replaced.
  static Map<String, byte[]> aggregationStatesAfter(
      Command.Push push, @Nullable GroupRecord group) {
    if (group == null || group.aggregationStates().isEmpty() || push.replace()) {
      return Map.of();
    }
    if (push.removedNames().isEmpty()
        && push.families().stream()
            .noneMatch(f -> group.aggregationStates().containsKey(f.name()))) {
      return group.aggregationStates();
    }
    var aggregationStates = new HashMap<>(group.aggregationStates());
    push.families().forEach(family -> aggregationStates.remove(family.name()));
    push.removedNames().forEach(aggregationStates::remove);
    return Map.copyOf(aggregationStates);
  }

  /// The families of the push and its push time; at the first push also a failure time of 0.
  static List<StoredFamily> withPushTimes(Command.Push push, GroupRecord before, StoreState state) {
    var all = new ArrayList<StoredFamily>(push.families().size() + 2);
    for (StoredFamily family : push.families()) {
      if (!family.name().equals(ReservedFamilies.PUSH_TIME)) {
        all.add(family);
      }
    }
    long nanos = push.origin().shownNanos();
    all.add(PushTimeFamilies.push(push.key(), nanos, nanos));
    if (!before.names().has(ReservedFamilies.FAILURE_TIME)
        || before.pushStats().forgetsFailure(push.origin())) {
      all.add(PushTimeFamilies.failure(push.key(), 0, nanos));
    }
    for (String name : NameSets.sorted(push.removedNames().toArray(String[]::new))) {
      StoredFamily stored = before.names().has(name) ? state.storedAt(before.slot(), name) : null;
      if (stored != null) {
        all.add(StoredFamily.of(withoutSeries(stored.family()), push.origin().nanos()));
      }
    }
    return all;
  }

  /// The push times of a group whose push was refused.
  static List<StoredFamily> failureTimes(GroupRecord before, PushOrigin origin) {
    var times = new ArrayList<StoredFamily>(2);
    times.add(PushTimeFamilies.failure(before.key(), origin.nanos(), origin.nanos()));
    if (!before.names().has(ReservedFamilies.PUSH_TIME)) {
      times.add(PushTimeFamilies.push(before.key(), 0, origin.nanos()));
    }
    return times;
  }

  /// The names of a group after `pushed` has replaced all its families except the failure time.
  static List<String> namesOf(List<StoredFamily> pushed, GroupRecord before, PushOrigin origin) {
    var names = new ArrayList<String>(pushed.size() + 1);
    for (StoredFamily family : pushed) {
      if (family.seriesCount() > 0) {
        names.add(family.name());
      }
    }
    if (before.names().has(ReservedFamilies.FAILURE_TIME)
        && !before.pushStats().forgetsFailure(origin)) {
      names.add(ReservedFamilies.FAILURE_TIME);
    }
    return names;
  }

  /// The names that a group loses when `pushed` replaces the families with the same names.
  static List<String> removedNames(NameSet names, List<StoredFamily> pushed) {
    var removed = new ArrayList<String>();
    for (StoredFamily family : pushed) {
      if (family.seriesCount() == 0 && names.has(family.name())) {
        removed.add(family.name());
      }
    }
    return removed;
  }

  /// The families without series of a group after `pushed`, if it kept `kept` of them.
  static StoredFamily[] emptyFamilies(StoredFamily[] kept, List<StoredFamily> pushed) {
    boolean isSame = true;
    for (StoredFamily family : pushed) {
      isSame &= family.seriesCount() > 0 && !GroupRecord.hasEmpty(kept, family);
    }
    if (isSame) {
      return kept;
    }
    var nameToEmpty = new TreeMap<String, StoredFamily>(Utf8.BYTE_ORDER);
    for (StoredFamily family : kept) {
      nameToEmpty.put(family.name(), family);
    }
    for (StoredFamily family : pushed) {
      if (family.seriesCount() == 0) {
        nameToEmpty.put(family.name(), family);
      } else {
        nameToEmpty.remove(family.name());
      }
    }
    return nameToEmpty.values().toArray(StoredFamily[]::new);
  }

  /// `families` without those that have one of `names`.
  static StoredFamily[] without(Set<String> names, StoredFamily[] families) {
    return names.isEmpty() || families.length == 0
        ? families
        : Stream.of(families)
            .filter(family -> !names.contains(family.name()))
            .toArray(StoredFamily[]::new);
  }

  static MetricFamily withoutSeries(MetricFamily family) {
    return new MetricFamily(family.name(), family.help(), family.type(), family.unit(), List.of());
  }

  /// Truncates `message`. The last lines, which name other groups, are kept if possible.
  static String shortened(String message) {
    if (message.length() <= MAX_MESSAGE_LENGTH) {
      return message;
    }
    String holders = Holders.linesOf(message);
    int end = MAX_MESSAGE_LENGTH - ELLIPSIS.length() - holders.length();
    if (end < MAX_MESSAGE_LENGTH / 2) {
      holders = "";
      end = MAX_MESSAGE_LENGTH - ELLIPSIS.length();
    }
    boolean isInPair = Character.isHighSurrogate(message.charAt(end - 1));
    return message.substring(0, isInPair ? end - 1 : end) + ELLIPSIS + holders;
  }
}
