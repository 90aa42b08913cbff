package io.sluice.store;

import io.sluice.model.GroupingKey;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What lists of groups tell of one, as it was when it was asked for.
public final class GroupSummary {
  private final GroupRecord group;
  private final int series;
  private final long bytes;

  GroupSummary(GroupRecord group, int series, long bytes) {
    this.group = group;
    this.series = series;
    this.bytes = bytes;
  }

  public GroupingKey key() {
    return group.key();
  }

  /// The place of the group among all, which it keeps while it lives.
  public int slot() {
    return group.slot();
  }

  /// How many families it holds, the push times and those without series included.
  public int familyCount() {
    return group.names().size() + group.empty().length;
  }

  /// How many series it holds, the push times included. A histogram or a summary is one.
  public int seriesCount() {
    return series;
  }

  /// How many bytes its series take as they are stored.
  public long byteCount() {
    return bytes;
  }

  /// Whether it has series in a family with such a name.
  public boolean holdsFamily(Predicate<String> name) {
    for (int i = 0; i < group.names().size(); i++) {
      if (name.test(group.names().name(i))) {
        return true;
      }
    }
    return false;
  }

  /// When the last successful push arrived, in nanoseconds since 1970; 0 if there was none.
  public long pushNanos() {
    return group.history().pushNanos();
  }

  /// How many pushes were successful.
  public long pushCount() {
    return group.history().pushCount();
  }

  /// When the last refused push arrived, in nanoseconds since 1970; 0 if there was none.
  public long failureNanos() {
    return group.history().failureNanos();
  }

  /// Why the last refused push was refused, or null if none was.
  public @Nullable String failureMessage() {
    return group.history().failureMessage();
  }

  /// From whom the last refused push came; null if none was or that is not known.
  public @Nullable String failurePeer() {
    return group.history().failurePeer();
  }

  public boolean isLastPushSuccessful() {
    return failureNanos() <= pushNanos();
  }

  /// How long the group lives after its last successful push, in nanoseconds; 0 for ever.
  public long ttlNanos() {
    return group.lifetimes().ttlNanos();
  }

  /// When the group expires unless it is pushed to, in nanoseconds since 1970; 0 if never.
  public long expiryNanos() {
    long expiry = group.expiryNanos();
    return expiry == GroupRecord.NEVER ? 0 : expiry;
  }

  /// How long after a successful push the next is expected at the latest, in nanoseconds; 0 if it
  /// is not.
  public long expectNanos() {
    return group.lifetimes().expectNanos();
  }
}
