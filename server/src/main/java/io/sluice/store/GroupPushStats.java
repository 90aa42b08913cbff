package io.sluice.store;

import io.sluice.command.PushOrigin;
import org.jspecify.annotations.Nullable;

/// Statistics of the pushes to a group.
///
/// @param pushNanos time of the last successful push, in nanoseconds since 1970; 0 if none
/// @param pushCount number of successful pushes
/// @param failureNanos time of the last refused push, in nanoseconds since 1970; 0 if none
/// @param failureMessage error message of the last refused push, or null if none
/// @param failurePeer address of its client; null if none or unknown
/// @param file the file of the last successful push, or null if a client sent it; if no push was
///   successful, that of the last push
public record GroupPushStats(
    long pushNanos,
    long pushCount,
    long failureNanos,
    @Nullable String failureMessage,
    @Nullable String failurePeer,
    @Nullable String file) {
  /// For a group without pushes.
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

  /// Whether a successful push clears an earlier failure. A file that is valid again may be older
  /// than the failure, which would then seem to be the latest event.
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
