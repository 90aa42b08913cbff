package io.sluice.history;

import io.sluice.model.GroupingKey;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// A push that was answered.
///
/// @param path as sent; that of the file if the push was read from one
/// @param key null if the path names none
/// @param peer who sent it; null if it was read from a file
/// @param bytes the length of the body; what was announced if it was not read
/// @param series how many were pushed, or -1 if they could not be read
/// @param durationNanos from the last byte received to the answer at hand
/// @param reason why it was refused, or null if it was not
/// @param message what was wrong, or null
public record AnsweredPush(
    String method,
    String path,
    @Nullable GroupingKey key,
    @Nullable SocketAddress peer,
    long bytes,
    int series,
    long durationNanos,
    int status,
    @Nullable Reason reason,
    @Nullable String message) {
  /// What is kept of a path and of a message.
  static final int MAX_TEXT_LENGTH = 2048;

  private static final int OBJECT_BYTES = 400;

  /// Why a push is refused.
  public enum Reason {
    /// It cannot be read.
    MALFORMED,
    /// The pusher does not have the right to push.
    FORBIDDEN,
    /// It does not fit, by itself or with what is held.
    INCONSISTENT,
    /// It exceeds a limit.
    LIMIT,
    /// It could not be made durable, or the gateway is overloaded.
    UNAVAILABLE
  }

  /// Bounds what is kept. A path that is cut off has no key either, since that would be as long.
  public AnsweredPush {
    key = path.length() > MAX_TEXT_LENGTH ? null : key;
    path = shortened(path);
    message = message == null ? null : shortened(message);
  }

  public boolean isRefused() {
    return reason != null;
  }

  /// How much memory it takes, about: two bytes a character, and the grouping key, which is not
  /// longer than the path.
  long byteCount() {
    long characters = (long) path.length() + (message == null ? 0 : message.length());
    return OBJECT_BYTES + 2 * (key == null ? characters : characters + path.length());
  }

  private static String shortened(String text) {
    if (text.length() <= MAX_TEXT_LENGTH) {
      return text;
    }
    boolean isInPair = Character.isHighSurrogate(text.charAt(MAX_TEXT_LENGTH - 1));
    return text.substring(0, isInPair ? MAX_TEXT_LENGTH - 1 : MAX_TEXT_LENGTH) + "...";
  }
}
