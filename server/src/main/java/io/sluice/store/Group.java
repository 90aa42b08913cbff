package io.sluice.store;

import io.sluice.model.GroupingKey;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A group and the families it holds, its push times included, as it was when it was asked for.
public final class Group {
  private final GroupingKey key;
  private final int slot;
  private final Supplier<List<StoredFamily>> families;
  private final long pushNanos;
  private final long failureNanos;
  private final @Nullable String failureMessage;

  /// @param families gives the families, sorted by name
  Group(
      GroupingKey key,
      int slot,
      Supplier<List<StoredFamily>> families,
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

  /// The place of the group among all, which it keeps while it lives.
  public int slot() {
    return slot;
  }

  /// The families, sorted by name. They are copied out of the store with each call.
  public List<StoredFamily> families() {
    return families.get();
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
}
