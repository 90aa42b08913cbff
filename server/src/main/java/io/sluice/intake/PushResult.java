package io.sluice.intake;

import io.sluice.format.ParsedBody;
import io.sluice.model.MetricFamily;
import org.jspecify.annotations.Nullable;

/// The result of a push or of a check.
public sealed interface PushResult {
  /// The number of series of a body that was not parsed.
  int UNREAD = -1;

  /// The push was applied.
  ///
  /// @param series number of pushed series; a histogram or a summary is one
  /// @param isRepeated whether the same push was already applied, so that nothing changed
  record Accepted(int families, int series, boolean isRepeated) implements PushResult {}

  /// The push was refused.
  ///
  /// @param message one line; several errors of one push have a line each
  /// @param position of the error in the body; null if it has none
  /// @param limit the exceeded limit, with its name in metrics; null for other reasons
  /// @param series number of series in the push, or [#UNREAD]
  record Refused(
      Reason reason,
      String message,
      @Nullable Position position,
      @Nullable String limit,
      int series)
      implements PushResult {

    static Refused tooLarge(String limit, String message) {
      return new Refused(Reason.TOO_LARGE, message, null, limit, UNREAD);
    }

    /// The message and, if there is one, the excerpt of the body.
    public String text() {
      return position == null || position.excerpt().isEmpty()
          ? message
          : message + "\n" + position.excerpt();
    }
  }

  /// A position in a body.
  ///
  /// @param line counted from 1
  /// @param column counted from 1
  /// @param excerpt the line, a line feed, and a caret under the column
  record Position(int line, int column, String excerpt) {}

  /// Why a push was refused.
  enum Reason {
    /// The body cannot be parsed.
    MALFORMED(400),
    /// The access file does not allow it.
    FORBIDDEN(403),
    /// The access file cannot be used.
    ACCESS_UNUSABLE(500),
    /// It exceeds a limit, and a retry would exceed it again.
    TOO_LARGE(413),
    /// A limit for all groups together is reached.
    FULL(503),
    /// Another push had the same idempotency key.
    KEY_REUSED(422),
    /// Its group is read from a file of a watched directory.
    READ_FROM_FILE(400),
    /// It is inconsistent in itself or with other groups.
    INCONSISTENT(400);

    private final int status;

    Reason(int status) {
      this.status = status;
    }

    /// The HTTP status of the response.
    public int status() {
      return status;
    }
  }

  /// The number of series of a body. A histogram or a summary is one.
  static int seriesCount(ParsedBody body) {
    int series = 0;
    for (MetricFamily family : body.families()) {
      series += family.metrics().size();
    }
    return series;
  }
}
