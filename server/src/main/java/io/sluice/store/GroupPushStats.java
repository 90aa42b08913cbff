package io.sluice.store;

import io.sluice.command.PushOrigin;
import org.jspecify.annotations.Nullable;

/// What became of the pushes to a group.
///
/// @param pushNanos when the last successful one arrived, in nanoseconds since 1970; 0 if none was
/// @param pushCount how many were successful
/// @param failureNanos when the last refused one arrived, in nanoseconds since 1970; 0 if none was
/// @param failureMessage why it was refused, or null if none was
/// @param failurePeer from whom it came; null if none was or that is not known
public record GroupPushStats(
    long pushNanos,
    long pushCount,
    long failureNanos,
    @Nullable String failureMessage,
    @Nullable String failurePeer) {
  /// Of a group without pushes.
  public static final GroupPushStats NONE = new GroupPushStats(0, 0, 0, null, null);

  GroupPushStats withPush(PushOrigin receipt) {
    return new GroupPushStats(
        receipt.nanos(), pushCount + 1, failureNanos, failureMessage, failurePeer);
  }

  GroupPushStats withFailure(PushOrigin receipt, String message) {
    String peer = receipt.peer().isEmpty() ? null : receipt.peer();
    return new GroupPushStats(pushNanos, pushCount, receipt.nanos(), message, peer);
  }
}
