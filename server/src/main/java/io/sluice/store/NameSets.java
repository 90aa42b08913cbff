package io.sluice.store;

import io.sluice.model.Utf8;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// The distinct sets of family names that groups hold.
final class NameSets {
  private final Map<NameSet, NameSet> sets = new HashMap<>();
  private long nameCount;

  int size() {
    return sets.size();
  }

  /// How many names all sets have together.
  long nameCount() {
    return nameCount;
  }

  /// The set of these names, for one more group.
  ///
  /// @param names sorted by their UTF-8 bytes
  NameSet acquire(String[] names) {
    return acquireNew(new NameSet(names));
  }

  /// The set that is equal to `names`, for one more group.
  NameSet acquire(NameSet names) {
    NameSet set = sets.get(names);
    // That of another store counts that one's groups.
    return set == null ? acquireNew(names.copy()) : acquireNew(set);
  }

  /// The set that is equal to `names`, which no other store has, for one more group.
  NameSet acquireNew(NameSet names) {
    NameSet known = sets.putIfAbsent(names, names);
    NameSet set = known == null ? names : known;
    if (known == null) {
      nameCount += names.size();
    }
    set.groups++;
    return set;
  }

  /// Notes that a group does no longer have `set`.
  void release(NameSet set) {
    if (--set.groups == 0) {
      sets.remove(set);
      nameCount -= set.size();
    }
  }

  void clear() {
    sets.clear();
    nameCount = 0;
  }

  static String[] sorted(String[] names) {
    Arrays.sort(names, Utf8.BYTE_ORDER);
    return names;
  }
}
