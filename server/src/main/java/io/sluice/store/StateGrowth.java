package io.sluice.store;

import io.sluice.command.Command;
import io.sluice.command.PushOrigin;
import io.sluice.command.PushTimeFamilies;
import io.sluice.model.GroupingKey;
import io.sluice.pages.FamilyIndex;
import io.sluice.pages.FamilyPage;
import io.sluice.pages.StoredFamily;
import io.sluice.pages.TextBytes;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// By how much the state would grow by a command, in bytes, about.
///
/// Asked of each push, so there are two answers: one that is surely enough and takes no look at the
/// state, and one that is near, for when there is little room left.
final class StateGrowth {
  /// A new name takes an index and a page; one that is there already an entry at the most.
  private static final long NEW_NAME_BYTES =
      (long) FamilyIndex.OBJECT_BYTES + FamilyPage.PAGE_BYTES + FamilyPage.OVERLAY_ENTRY_BYTES;

  private static final int NO_SLOT = -1;
  private static final int DIGITS = 16;
  private static final int LINE_SHARE = 8;

  private StateGrowth() {}

  /// Not less than what `command` adds.
  static long most(Command command) {
    return switch (command) {
      case Command.Push push -> ofNewGroup(push) + mostOf(push.families()) + ofOnce(push.origin());
      case Command.Aggregate add ->
          // With what is remembered of series, at most as much as their lines.
          ofNewGroup(add) + 2 * mostOf(add.families()) + ofOnce(add.origin());
      case Command.Fail fail -> ofNewGroup(fail) + TextBytes.of(fail.message());
      case Command.Groups many ->
          ofOnce(many.origin()) + many.parts().stream().mapToLong(StateGrowth::most).sum();
      case Command.Delete _, Command.DeleteFamily _, Command.Wipe _, Command.Expire _ -> 0;
    };
  }

  /// What `command` adds, less what it takes away. Of digits that come or go nothing is known in
  /// advance.
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
            ? most(fail)
            : TextBytes.of(fail.message()) - TextBytes.of(group.history().failureMessage());
      }
      case Command.Groups many -> ofOnce(many.origin()) + ofParts(many, store);
      case Command.Delete _, Command.DeleteFamily _, Command.Wipe _, Command.Expire _ -> 0;
    };
  }

  /// What values may have more in digits than those that were there. The lines of a new series are
  /// longer.
  static long ofDigits(Command command) {
    long digits = 0;
    for (StoredFamily family : GroupsApplication.families(command)) {
      digits += Math.max(DIGITS * family.seriesCount(), family.bytes().length / LINE_SHARE);
    }
    return digits;
  }

  /// Each part as if it came alone, but a name that several of them bring is new only once.
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
      int gone =
          Math.max(0, group.familyCount() - push.families().size() - PushTimeFamilies.FAMILIES);
      growth -= store.bytesOf(group) - PushTimeFamilies.FAMILIES * PushTimeFamilies.USUAL_BYTES;
      growth -= (long) gone * FamilyPage.ENTRY_BYTES;
    }
    return growth;
  }

  /// Series that are there already are taken to stay as long as they are.
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

  private static long mostOf(List<StoredFamily> pushed) {
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
