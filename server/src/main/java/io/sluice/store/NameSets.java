package io.sluice.store;

import io.sluice.model.Utf8;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// The distinct sets of family names that groups hold.
final class NameSets {
  private final Map<NameSet, NameSet> sets = new HashMap<>();

  int size() {
    return sets.size();
  }

  /// The set of these names, for one more group.
  ///
  /// @param names sorted by their UTF-8 bytes
  NameSet acquire(String[] names) {
    return acquire(new NameSet(names));
  }

  /// The set that is equal to `names`, for one more group.
  NameSet acquire(NameSet names) {
    NameSet set = sets.get(names);
    if (set == null) {
      set = names.copy(); // that of another store counts that one's groups
      sets.put(set, set);
    }
    set.groups++;
    return set;
  }

  /// Notes that a group does no longer have `set`.
  void release(NameSet set) {
    if (--set.groups == 0) {
      sets.remove(set);
    }
  }

  void clear() {
    sets.clear();
  }

  static String[] sorted(String[] names) {
    Arrays.sort(names, Utf8.BYTE_ORDER);
    return names;
  }
}
