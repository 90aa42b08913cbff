package io.sluice.store;

import io.sluice.model.GroupingKey;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A group in a list, with its values at the time of the request.
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

  /// The slot of the group, which never changes.
  public int slot() {
    return group.slot();
  }

  /// The number of families, including the push times and those without series.
  public int familyCount() {
    return group.names().size() + group.empty().length;
  }

  /// The number of series, including the push times. A histogram or a summary is one.
  public int seriesCount() {
    return series;
  }

  /// The number of bytes of its series in their stored form.
  public long byteCount() {
    return bytes;
  }

  /// Whether it has series in a family whose name matches.
  public boolean holdsFamily(Predicate<String> name) {
    for (int i = 0; i < group.names().size(); i++) {
      if (name.test(group.names().name(i))) {
        return true;
      }
    }
    return false;
  }

  /// The time of the last successful push, in nanoseconds since 1970; 0 if there was none.
  public long pushNanos() {
    return group.pushStats().pushNanos();
  }

  /// The number of successful pushes.
  public long pushCount() {
    return group.pushStats().pushCount();
  }

  /// The time of the last refused push, in nanoseconds since 1970; 0 if there was none.
  public long failureNanos() {
    return group.pushStats().failureNanos();
  }

  /// The error message of the last refused push, or null if there was none.
  public @Nullable String failureMessage() {
    return group.pushStats().failureMessage();
  }

  /// The client's address of the last refused push; null if there was none or it is unknown.
  public @Nullable String failurePeer() {
    return group.pushStats().failurePeer();
  }

  public boolean isLastPushSuccessful() {
    return failureNanos() <= pushNanos();
  }

  /// How long the group lives after its last successful push, in nanoseconds; 0 means forever.
  public long ttlNanos() {
    return group.lifetimes().ttlNanos();
  }

  /// When the group expires without another push, in nanoseconds since 1970; 0 if never.
  public long expiryNanos() {
    long expiry = group.expiryNanos();
    return expiry == GroupRecord.NEVER ? 0 : expiry;
  }

  /// The maximum time from a successful push to the next one, in nanoseconds; 0 if unspecified.
  public long expectNanos() {
    return group.lifetimes().expectNanos();
  }

  /// Whether the next push is late.
  public boolean isOverdue(long nowNanos) {
    return group.isOverdue(nowNanos);
  }
}
