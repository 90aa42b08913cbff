package io.sluice.store.index;

import io.sluice.model.GroupingKey;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The recently expired groups, the latest last. Bounded in number and age.
public final class Tombstones {
  static final int MAX_TOMBSTONES = 10_000;

  private static final int TOMBSTONE_BYTES = 250;

  private final Map<Digest, Tombstone> all = new LinkedHashMap<>();
  private List<Tombstone> listed = List.of();
  private boolean isListed = true;

  public void add(Tombstone tombstone) {
    all.remove(tombstone.key());
    all.put(tombstone.key(), tombstone);
    if (all.size() > MAX_TOMBSTONES) {
      all.remove(all.keySet().iterator().next());
    }
    isListed = false;
  }

  public void remove(GroupingKey key) {
    if (!all.isEmpty() && all.remove(Digest.of(key)) != null) {
      isListed = false;
    }
  }

  public void dropOlderThanKept(long nowNanos) {
    Iterator<Tombstone> oldest = all.values().iterator();
    while (oldest.hasNext() && oldest.next().expiredNanos() < nowNanos - Tombstone.KEPT_NANOS) {
      oldest.remove();
      isListed = false;
    }
  }

  public void clear() {
    all.clear();
    isListed = false;
  }

  /// Their estimated heap size.
  public long heapBytes() {
    return (long) all.size() * TOMBSTONE_BYTES;
  }

  /// All current tombstones.
  public List<Tombstone> list() {
    if (!isListed) {
      listed = List.copyOf(all.values());
      isListed = true;
    }
    return listed;
  }
}
