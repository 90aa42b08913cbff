package io.sluice.store;

import io.sluice.model.GroupingKey;
import io.sluice.model.Utf8;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A group and the families it holds, its push times included. Immutable: a push makes a new one.
public final class Group implements Weighted {
  private final GroupingKey key;
  private final int slot;
  private final StoredFamily[] families;
  private final long pushNanos;
  private final long failureNanos;
  private final @Nullable String failureMessage;

  /// @param families sorted by name
  Group(
      GroupingKey key,
      int slot,
      StoredFamily[] families,
      long pushNanos,
      long failureNanos,
      @Nullable String failureMessage) {
    this.key = key;
    this.slot = slot;
    this.families = families;
    this.pushNanos = pushNanos;
    this.failureNanos = failureNanos;
    this.failureMessage = failureMessage;
  }

  public GroupingKey key() {
    return key;
  }

  /// The families, sorted by name.
  public List<StoredFamily> families() {
    return List.of(families);
  }

  /// When the last successful push arrived, in nanoseconds since 1970; 0 if there was none.
  public long pushNanos() {
    return pushNanos;
  }

  /// When the last refused push arrived, in nanoseconds since 1970; 0 if there was none.
  public long failureNanos() {
    return failureNanos;
  }

  /// Why the last refused push was refused, or null if none was.
  public @Nullable String failureMessage() {
    return failureMessage;
  }

  public boolean isLastPushSuccessful() {
    return failureNanos <= pushNanos;
  }

  /// The place of the group among all, which it keeps while it lives.
  public int slot() {
    return slot;
  }

  @Nullable StoredFamily family(String name) {
    int at = indexOf(families, families.length, name);
    return at < 0 ? null : families[at];
  }

  /// This group with `pushed` (sorted by name) in the place of families of the same names.
  StoredFamily[] mergedWith(StoredFamily[] pushed) {
    var merged = new ArrayList<StoredFamily>(families.length + pushed.length);
    int mine = 0;
    for (StoredFamily family : pushed) {
      while (mine < families.length && order(families[mine], family) < 0) {
        merged.add(families[mine++]);
      }
      if (mine < families.length && families[mine].name().equals(family.name())) {
        mine++;
      }
      merged.add(family);
    }
    while (mine < families.length) {
      merged.add(families[mine++]);
    }
    return merged.toArray(StoredFamily[]::new);
  }

  @Override
  public int weightBytes() {
    return families.length;
  }

  private static int order(StoredFamily a, StoredFamily b) {
    return Utf8.BYTE_ORDER.compare(a.name(), b.name());
  }

  private static int indexOf(StoredFamily[] families, int length, String name) {
    int low = 0;
    int high = length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Utf8.BYTE_ORDER.compare(families[middle].name(), name);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }
}
