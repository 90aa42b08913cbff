package io.sluice.store.index;

import io.sluice.model.Utf8;
import io.sluice.pages.FamilyTable;
import io.sluice.pages.StoredFamily;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The distinct sets of family names of groups.
public final class NameSets {
  private final FamilyTable families;
  private final Map<NameSet, NameSet> sets = new HashMap<>();
  private long nameCount;

  /// @param families the strings of its names are shared
  public NameSets(FamilyTable families) {
    this.families = families;
  }

  public int size() {
    return sets.size();
  }

  /// The total number of names of all sets.
  public long nameCount() {
    return nameCount;
  }

  /// The set of these names. Adds one group to its users.
  ///
  /// @param names sorted by their UTF-8 bytes
  public NameSet acquire(String[] names) {
    return acquireNew(new NameSet(names));
  }

  /// The set that is equal to `names`. Adds one group to its users.
  public NameSet acquire(NameSet names) {
    NameSet set = sets.get(names);
    // A set of another store counts the groups of that store.
    return set == null ? acquireNew(names.copy()) : acquireNew(set);
  }

  /// Like [#acquire(NameSet)], for a set that no other store uses.
  NameSet acquireNew(NameSet names) {
    NameSet known = sets.putIfAbsent(names, names);
    NameSet set = known == null ? names : known;
    if (known == null) {
      nameCount += names.size();
    }
    set.groups++;
    return set;
  }

  /// The names of a group after `pushed` has replaced the families with the same names. Most pushes
  /// neither add nor remove names; for the others, not all names are visited.
  public NameSet merged(NameSet before, List<StoredFamily> pushed) {
    var changed = new ArrayList<String>();
    for (StoredFamily family : pushed) {
      if (before.has(family.name()) != family.seriesCount() > 0) {
        changed.add(families.shared(family.name()));
      }
    }
    return changed.isEmpty()
        ? before
        : acquireNew(before.toggled(sorted(changed.toArray(String[]::new))));
  }

  /// The names of a group after they were replaced with `names`.
  public NameSet replaced(NameSet before, Collection<String> names) {
    String[] sorted = sorted(names.toArray(String[]::new));
    if (before.isOf(sorted)) {
      return before;
    }
    Arrays.setAll(sorted, i -> families.shared(sorted[i]));
    return acquire(sorted);
  }

  /// The names of a group without one of them.
  public NameSet without(NameSet before, String name) {
    var names = new ArrayList<String>(before.size());
    for (int i = 0; i < before.size(); i++) {
      if (!before.name(i).equals(name)) {
        names.add(before.name(i));
      }
    }
    return replaced(before, names);
  }

  /// Removes one group from the users of `set`.
  public void release(NameSet set) {
    if (--set.groups == 0) {
      sets.remove(set);
      nameCount -= set.size();
    }
  }

  public void clear() {
    sets.clear();
    nameCount = 0;
  }

  public static String[] sorted(String[] names) {
    Arrays.sort(names, Utf8.BYTE_ORDER);
    return names;
  }
}
