package io.sluice.store.index;

import io.sluice.model.GroupingKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The grouping keys in use that have labels with empty values, by the key without these labels.
///
/// For Prometheus, a label with an empty value does not exist, so such a key has twins: other keys
/// whose groups would contain the same series. At most one of them can have a group, except in
/// files of earlier versions.
public final class KeyTwins {
  private final Map<GroupingKey, List<GroupingKey>> bareToKeys = new HashMap<>();

  public void add(GroupingKey key) {
    GroupingKey bare = key.withoutEmpty();
    if (!bare.equals(key)) {
      bareToKeys.computeIfAbsent(bare, _ -> new ArrayList<>(1)).add(key);
    }
  }

  public void remove(GroupingKey key) {
    bareToKeys.computeIfPresent(
        key.withoutEmpty(),
        (_, keys) -> {
          keys.remove(key);
          return keys.isEmpty() ? null : keys;
        });
  }

  public void clear() {
    bareToKeys.clear();
  }

  /// The keys with empty values that are equal to `bare` without these.
  public List<GroupingKey> of(GroupingKey bare) {
    return bareToKeys.getOrDefault(bare, List.of());
  }

  /// The number of keys that have labels with empty values.
  public int size() {
    return bareToKeys.values().stream().mapToInt(List::size).sum();
  }
}
