package io.sluice.store;

import io.sluice.command.Command;
import io.sluice.command.PushOrigin;
import io.sluice.command.PushTimeFamilies;
import io.sluice.model.GroupingKey;
import io.sluice.pages.FamilyIndex;
import io.sluice.pages.FamilyPage;
import io.sluice.pages.StoredFamily;
import io.sluice.pages.TextBytes;
import io.sluice.store.index.IdempotencyWindow;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Estimates by how many bytes a command would increase the state.
///
/// Called for each push, so there are two estimates: an upper bound that does not need the state,
/// and a more exact one for when the limit is near.
final class StateGrowth {
  /// A new name takes an index and a page; an existing one at most an entry.
  private static final long NEW_NAME_BYTES =
      (long) FamilyIndex.OBJECT_BYTES + FamilyPage.PAGE_BYTES + FamilyPage.OVERLAY_ENTRY_BYTES;

  private static final int NO_SLOT = -1;
  private static final int DIGITS = 16;
  private static final int LINE_SHARE = 8;

  private StateGrowth() {}

  /// An upper bound of the growth by `command`.
  static long upperBound(Command command) {
    return switch (command) {
      case Command.Push push ->
          ofNewGroup(push) + upperBoundOf(push.families()) + ofOnce(push.origin());
      case Command.Aggregate add ->
          // The aggregation state of series is at most as large as their lines.
          ofNewGroup(add) + 2 * upperBoundOf(add.families()) + ofOnce(add.origin());
      case Command.Fail fail -> ofNewGroup(fail) + TextBytes.of(fail.message());
      case Command.Groups many ->
          ofOnce(many.origin()) + many.parts().stream().mapToLong(StateGrowth::upperBound).sum();
      case Command.Delete _, Command.DeleteFamily _, Command.Wipe _, Command.Expire _ -> 0;
    };
  }

  /// The size of what `command` adds minus that of what it removes. Changes in the number of digits
  /// are not known in advance.
  static long of(Command command, StoreState store) {
    return switch (command) {
      case Command.Push push -> {
        GroupRecord group = store.group(push.key());
        yield ofOnce(push.origin())
            + (group == null
                ? ofNewGroup(push) + ofNewFamilies(push.key(), push.families(), store)
                : ofPush(push, group, store));
      }
      case Command.Aggregate add -> {
        GroupRecord group = store.group(add.key());
        yield ofOnce(add.origin())
            + (group == null
                ? ofNewGroup(add) + 2 * ofNewFamilies(add.key(), add.families(), store)
                : ofAggregate(add, group, store));
      }
      case Command.Fail fail -> {
        GroupRecord group = store.group(fail.key());
        yield group == null
            ? upperBound(fail)
            : TextBytes.of(fail.message()) - TextBytes.of(group.pushStats().failureMessage());
      }
      case Command.Groups many -> ofOnce(many.origin()) + ofParts(many, store);
      case Command.Delete _, Command.DeleteFamily _, Command.Wipe _, Command.Expire _ -> 0;
    };
  }

  /// The maximum growth by additional digits of values. The lines of a new series are longer.
  static long ofDigits(Command command) {
    long digits = 0;
    for (StoredFamily family : GroupsApplication.families(command)) {
      digits += Math.max(DIGITS * family.seriesCount(), family.bytes().length / LINE_SHARE);
    }
    return digits;
  }

  /// The sum of the parts, but a new name that occurs in several of them is counted once.
  private static long ofParts(Command.Groups many, StoreState store) {
    long growth = 0;
    var newNames = new HashSet<String>();
    for (Command.Part part : many.parts()) {
      growth += of(part, store);
      GroupRecord group = store.group(part.key());
      for (StoredFamily family : GroupsApplication.families(part)) {
        boolean isNew =
            store.family(family.name()) == null && (group == null || !group.hasFamily(family));
        if (isNew && !newNames.add(family.name())) {
          growth -= NEW_NAME_BYTES;
        }
      }
    }
    return growth;
  }

  private static long ofNewFamilies(GroupingKey key, List<StoredFamily> pushed, StoreState store) {
    long growth = ofNewNames(pushed, GroupRecord.empty(key, NO_SLOT), store);
    for (StoredFamily family : pushed) {
      growth += family.bytes().length;
    }
    return growth;
  }

  private static long ofPush(Command.Push push, GroupRecord group, StoreState store) {
    long growth = ofNewNames(push.families(), group, store);
    for (StoredFamily family : push.families()) {
      growth += family.bytes().length;
      growth -= push.replace() ? 0 : store.bytesAt(group.slot(), family.name());
    }
    if (push.replace()) {
      int removed =
          Math.max(0, group.familyCount() - push.families().size() - PushTimeFamilies.FAMILIES);
      growth -= store.bytesOf(group) - PushTimeFamilies.FAMILIES * PushTimeFamilies.USUAL_BYTES;
      growth -= (long) removed * FamilyPage.ENTRY_BYTES;
    }
    return growth;
  }

  /// Existing series are assumed to keep their length.
  private static long ofAggregate(Command.Aggregate add, GroupRecord group, StoreState store) {
    long growth = ofNewNames(add.families(), group, store);
    for (StoredFamily pushed : add.families()) {
      long added = StateLimits.growth(group, pushed, add.options(pushed.name()).modeLabel(), store);
      growth += 2L * pushed.bytes().length * added / Math.max(1, pushed.seriesCount());
    }
    return growth;
  }

  private static long ofNewNames(List<StoredFamily> pushed, GroupRecord group, StoreState store) {
    long growth = 0;
    boolean hasNew = false;
    for (StoredFamily family : pushed) {
      if (!group.hasFamily(family)) {
        hasNew = true;
        FamilyIndex index = store.family(family.name());
        growth += FamilyPage.ENTRY_BYTES + ofHead(family, index);
        growth += index == null ? NEW_NAME_BYTES : 0;
      }
    }
    return growth + (hasNew ? StateWeight.ofNames(group.familyCount() + pushed.size()) : 0);
  }

  private static long ofHead(StoredFamily family, @Nullable FamilyIndex index) {
    return index != null && index.isLike(family.head()) ? 0 : family.head().heapBytes();
  }

  private static long ofNewGroup(Command.Keyed command) {
    return StateWeight.GROUP_BYTES
        + StateWeight.ofKey(command.key().labels())
        + PushTimeFamilies.FAMILIES * (PushTimeFamilies.USUAL_BYTES + FamilyPage.ENTRY_BYTES);
  }

  private static long upperBoundOf(List<StoredFamily> pushed) {
    long bytes = StateWeight.ofNames(pushed.size());
    for (StoredFamily family : pushed) {
      bytes +=
          NEW_NAME_BYTES
              + FamilyPage.ENTRY_BYTES
              + family.bytes().length
              + 2 * family.head().heapBytes();
    }
    return bytes;
  }

  private static long ofOnce(PushOrigin origin) {
    return origin.once() == null ? 0 : IdempotencyWindow.PUSH_BYTES;
  }
}
