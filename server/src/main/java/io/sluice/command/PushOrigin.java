package io.sluice.command;

import org.jspecify.annotations.Nullable;

/// How a push came in.
///
/// @param nanos when, in nanoseconds since 1970
/// @param peer from whom, as logs show it; empty if that is not known
/// @param once what makes a repetition of the push known, or null
public record PushOrigin(long nanos, String peer, @Nullable Once once) {
  /// What a pusher sends along so that the same push is applied only once.
  ///
  /// @param key chosen by the pusher, within the group
  /// @param untilNanos how long it is remembered, in nanoseconds since 1970
  public record Once(String key, long untilNanos) {}

  /// A push of which only the time is known.
  public static PushOrigin at(long nanos) {
    return new PushOrigin(nanos, "", null);
  }

  /// The same push, as if it had come at `newNanos`.
  PushOrigin movedTo(long newNanos) {
    return new PushOrigin(
        newNanos,
        peer,
        once == null ? null : new Once(once.key, once.untilNanos - nanos + newNanos));
  }
}
