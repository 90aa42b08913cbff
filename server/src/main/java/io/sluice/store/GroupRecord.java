package io.sluice.store;

import io.sluice.command.Lifetimes;
import io.sluice.merge.FamilyMerge;
import io.sluice.model.GroupingKey;
import io.sluice.pages.StoredFamily;
import io.sluice.store.index.NameSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// The stored data of a group, without the families that have series, which are in pages at the
/// group's slot. Immutable: a push creates a new record.
///
/// @param names of the families with series, including the push times
/// @param empty the families without series, sorted by name
/// @param aggregationStates of families, by name; see [FamilyMerge]
public record GroupRecord(
    GroupingKey key,
    int slot,
    NameSet names,
    StoredFamily[] empty,
    GroupPushStats pushStats,
    Lifetimes lifetimes,
    Map<String, byte[]> aggregationStates) {
  static final StoredFamily[] NO_FAMILIES = {};

  /// The expiry time of a group that never expires.
  static final long NEVER = Long.MAX_VALUE;

  private static final byte[] NO_STATE = {};

  /// A group without families.
  static GroupRecord empty(GroupingKey key, int slot) {
    return new GroupRecord(
        key, slot, NameSet.EMPTY, NO_FAMILIES, GroupPushStats.NONE, Lifetimes.NONE, Map.of());
  }

  /// Whether it has a family with this name, with or without series.
  boolean holds(String family) {
    return names.has(family)
        || Arrays.stream(empty).anyMatch(without -> without.name().equals(family));
  }

  /// This group without a family.
  ///
  /// @param newNames of the remaining families with series
  GroupRecord without(String family, NameSet newNames) {
    StoredFamily[] newEmpty =
        Arrays.stream(empty)
            .filter(without -> !without.name().equals(family))
            .toArray(StoredFamily[]::new);
    var newStates = new HashMap<>(aggregationStates);
    newStates.remove(family);
    return new GroupRecord(
        key, slot, newNames, newEmpty, pushStats, lifetimes, Map.copyOf(newStates));
  }

  /// This group with other names of families with series.
  GroupRecord withNames(NameSet newNames) {
    return new GroupRecord(key, slot, newNames, empty, pushStats, lifetimes, aggregationStates);
  }

  /// This group after a push was refused.
  ///
  /// @param newNames including the push times
  GroupRecord withFailure(NameSet newNames, GroupPushStats newPushStats) {
    return new GroupRecord(key, slot, newNames, empty, newPushStats, lifetimes, aggregationStates);
  }

  /// This group after some of its series expired.
  GroupRecord withAggregationStates(NameSet newNames, Map<String, byte[]> newStates) {
    return new GroupRecord(key, slot, newNames, empty, pushStats, lifetimes, Map.copyOf(newStates));
  }

  /// The number of families, including those without series.
  int familyCount() {
    return names.size() + empty.length;
  }

  /// Whether it has a family with the name of `named`.
  boolean hasFamily(StoredFamily named) {
    return names.has(named.name()) || hasEmpty(empty, named);
  }

  /// Whether one of `sorted`, families without series, has the name of `named`.
  static boolean hasEmpty(StoredFamily[] sorted, StoredFamily named) {
    return sorted.length > 0 && Arrays.binarySearch(sorted, named, StoredFamily.BY_NAME) >= 0;
  }

  byte[] aggregationState(String family) {
    return aggregationStates.getOrDefault(family, NO_STATE);
  }

  /// Whether the group or one of its series expires.
  boolean hasEnd() {
    return lifetimes.ttlNanos() > 0 || lifetimes.seriesTtlNanos() > 0;
  }

  /// Whether the next push is late.
  boolean isOverdue(long nowNanos) {
    long expectNanos = lifetimes.expectNanos();
    return expectNanos > 0 && nowNanos - pushStats.pushNanos() > expectNanos;
  }

  /// When the whole group expires, in nanoseconds since 1970.
  long expiryNanos() {
    return lifetimes.ttlNanos() == 0 || pushStats.pushNanos() == 0
        ? NEVER
        : end(pushStats.pushNanos(), lifetimes.ttlNanos());
  }

  /// When the group or its first series expires, in nanoseconds since 1970.
  long firstExpiryNanos() {
    return Math.min(expiryNanos(), firstSeriesExpiryNanos(Long.MIN_VALUE));
  }

  /// When the first of the series that were last pushed at `seenFromNanos` or later expires, in
  /// nanoseconds since 1970.
  long firstSeriesExpiryNanos(long seenFromNanos) {
    long first = NEVER;
    if (lifetimes.seriesTtlNanos() > 0) {
      for (byte[] aggregationState : aggregationStates.values()) {
        long oldest = FamilyMerge.oldestSeenNanos(aggregationState, seenFromNanos);
        first = Math.min(first, end(oldest, lifetimes.seriesTtlNanos()));
      }
    }
    return first;
  }

  private static long end(long startNanos, long lengthNanos) {
    return startNanos > NEVER - lengthNanos ? NEVER : startNanos + lengthNanos;
  }
}
