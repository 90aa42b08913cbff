package io.sluice.command;

import org.jspecify.annotations.Nullable;

/// How a push came in.
///
/// @param nanos when, in nanoseconds since 1970
/// @param peer from whom, as logs show it; empty if that is not known
/// @param once what makes a repetition of the push known, or null
/// @param file what it was read from; null if a client sent it
public record PushOrigin(long nanos, String peer, @Nullable Once once, @Nullable File file) {
  /// What a pusher sends along so that the same push is applied only once.
  ///
  /// @param key chosen by the pusher, within the group
  /// @param untilNanos how long it is remembered, in nanoseconds since 1970
  public record Once(String key, long untilNanos) {}

  /// A file of a watched directory.
  ///
  /// @param changeNanos when it was last changed, in nanoseconds since 1970; at least 1
  public record File(String path, long changeNanos) {}

  /// A push that a client sent.
  public PushOrigin(long nanos, String peer, @Nullable Once once) {
    this(nanos, peer, once, null);
  }

  /// A push of which only the time is known.
  public static PushOrigin at(long nanos) {
    return new PushOrigin(nanos, "", null);
  }

  /// The time of the push as it is shown, in nanoseconds since 1970: for a file, that of its last
  /// change, so that it does not look fresh because it was read again.
  public long shownNanos() {
    return file == null ? nanos : file.changeNanos();
  }

  /// The same push, as if it had come at `newNanos`.
  PushOrigin movedTo(long newNanos) {
    return new PushOrigin(
        newNanos,
        peer,
        once == null ? null : new Once(once.key, once.untilNanos - nanos + newNanos),
        file);
  }
}
