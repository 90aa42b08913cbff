package io.sluice.store;

import org.jspecify.annotations.Nullable;

/// What became of the pushes to a group.
///
/// @param pushNanos when the last successful one arrived, in nanoseconds since 1970; 0 if none was
/// @param pushCount how many were successful
/// @param failureNanos when the last refused one arrived, in nanoseconds since 1970; 0 if none was
/// @param failureMessage why it was refused, or null if none was
/// @param failurePeer from whom it came; null if none was or that is not known
public record PushHistory(
    long pushNanos,
    long pushCount,
    long failureNanos,
    @Nullable String failureMessage,
    @Nullable String failurePeer) {
  /// Of a group that nobody pushed to yet.
  public static final PushHistory NONE = new PushHistory(0, 0, 0, null, null);

  PushHistory withPush(Receipt receipt) {
    return new PushHistory(
        receipt.nanos(), pushCount + 1, failureNanos, failureMessage, failurePeer);
  }

  PushHistory withFailure(Receipt receipt, String message) {
    String peer = receipt.peer().isEmpty() ? null : receipt.peer();
    return new PushHistory(pushNanos, pushCount, receipt.nanos(), message, peer);
  }
}
