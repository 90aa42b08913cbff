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
/// @param file what the last successful push was read from; null if a client sent it. While none
///   was successful, of the last one
public record GroupPushStats(
    long pushNanos,
    long pushCount,
    long failureNanos,
    @Nullable String failureMessage,
    @Nullable String failurePeer,
    @Nullable String file) {
  /// Of a group without pushes.
  public static final GroupPushStats NONE = new GroupPushStats(0, 0, 0, null, null, null);

  GroupPushStats withPush(PushOrigin origin) {
    boolean forgets = forgetsFailure(origin);
    return new GroupPushStats(
        origin.shownNanos(),
        pushCount + 1,
        forgets ? 0 : failureNanos,
        forgets ? null : failureMessage,
        forgets ? null : failurePeer,
        path(origin));
  }

  /// Whether a successful push makes an earlier failure unknown. A file that is good again may have
  /// been written before the failure, which would then look like the last word.
  boolean forgetsFailure(PushOrigin origin) {
    return origin.shownNanos() < failureNanos && origin.file() != null;
  }

  GroupPushStats withFailure(PushOrigin origin, String message) {
    String peer = origin.peer().isEmpty() ? null : origin.peer();
    String newFile = pushNanos == 0 ? path(origin) : file;
    return new GroupPushStats(pushNanos, pushCount, origin.nanos(), message, peer, newFile);
  }

  private static @Nullable String path(PushOrigin origin) {
    return origin.file() == null ? null : origin.file().path();
  }
}
