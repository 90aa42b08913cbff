package io.sluice.command;

import org.jspecify.annotations.Nullable;

/// The origin of a push.
///
/// @param nanos the time of the push, in nanoseconds since 1970
/// @param peer the client's address, as in logs; empty if it is not known
/// @param once identifies repetitions of the push, or null
/// @param file the file it was read from; null if a client sent it
public record PushOrigin(long nanos, String peer, @Nullable Once once, @Nullable File file) {
  /// The idempotency key of a push, so that it is applied only once.
  ///
  /// @param key chosen by the client, unique within the group
  /// @param untilNanos when it is forgotten, in nanoseconds since 1970
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

  /// The time of the push to show, in nanoseconds since 1970: for a file, that of its last change,
  /// so that it does not look new because it was read again.
  public long shownNanos() {
    return file == null ? nanos : file.changeNanos();
  }

  /// The same origin with the time `newNanos`.
  PushOrigin movedTo(long newNanos) {
    return new PushOrigin(
        newNanos,
        peer,
        once == null ? null : new Once(once.key, once.untilNanos - nanos + newNanos),
        file);
  }
}
