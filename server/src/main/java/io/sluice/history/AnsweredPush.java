package io.sluice.history;

import io.sluice.intake.PushResult;
import io.sluice.model.GroupingKey;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// A push that was responded to.
///
/// @param path as sent, or the path of the file that the push was read from
/// @param key null if the path contains none
/// @param peer the client's address; null if it was read from a file
/// @param bytes the length of the body, or its announced length if it was not read
/// @param series number of pushed series, or -1 if the body could not be parsed
/// @param durationNanos from the last byte received until the response was ready
/// @param reason why it was refused, or null if it was not
/// @param message the error message, or null
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
  /// Paths and messages are truncated to this length.
  static final int MAX_TEXT_LENGTH = 2048;

  private static final int OBJECT_BYTES = 400;

  /// Why a push was refused.
  public enum Reason {
    /// It cannot be parsed.
    MALFORMED,
    /// The client is not allowed to push.
    FORBIDDEN,
    /// It is inconsistent in itself or with the state.
    INCONSISTENT,
    /// It exceeds a limit.
    LIMIT,
    /// It could not be made durable, or the gateway is overloaded.
    UNAVAILABLE;

    /// The reason in the history.
    public static Reason of(PushResult.Reason reason) {
      return switch (reason) {
        case MALFORMED -> MALFORMED;
        case FORBIDDEN -> FORBIDDEN;
        case TOO_LARGE, FULL -> LIMIT;
        case ACCESS_UNUSABLE -> UNAVAILABLE;
        case KEY_REUSED, READ_FROM_FILE, INCONSISTENT -> INCONSISTENT;
      };
    }
  }

  /// Truncates long texts. A push with a truncated path has no key, because the key would be as
  /// long.
  public AnsweredPush {
    key = path.length() > MAX_TEXT_LENGTH ? null : key;
    path = shortened(path);
    message = message == null ? null : shortened(message);
  }

  public boolean isRefused() {
    return reason != null;
  }

  /// The estimated memory: two bytes per character, and the grouping key, which is not longer than
  /// the path.
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
