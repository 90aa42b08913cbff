package io.sluice.intake;

import io.sluice.format.ParsedBody;
import io.sluice.model.MetricFamily;
import org.jspecify.annotations.Nullable;

/// What became of a push, or would become of it.
public sealed interface PushResult {
  /// The number of series of a body that was not read.
  int UNREAD = -1;

  /// The push is applied.
  ///
  /// @param series how many it brought; a histogram or a summary is one
  /// @param isRepeated whether the same push was applied before, so that nothing changed
  record Accepted(int families, int series, boolean isRepeated) implements PushResult {}

  /// The push is refused.
  ///
  /// @param message one line; several errors of one push have a line each
  /// @param position where in the body the error is; null if it has no position
  /// @param limit which limit was exceeded, as metrics name it; null for other reasons
  /// @param series how many the push brought, or [#UNREAD]
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

    /// The message, and the line of the body where there is one.
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

  /// Why a push is refused.
  enum Reason {
    /// The body cannot be read.
    MALFORMED,
    /// The access file does not allow it.
    FORBIDDEN,
    /// The access file cannot be used.
    ACCESS_UNUSABLE,
    /// It exceeds a limit, and will do so again.
    TOO_LARGE,
    /// There is no room among all groups now.
    FULL,
    /// Another push came with the same idempotency key.
    KEY_REUSED,
    /// Its group is read from a file of a watched directory.
    READ_FROM_FILE,
    /// It does not fit, by itself or with what other groups hold.
    INCONSISTENT
  }

  /// How many series a body holds. A histogram or a summary is one.
  static int seriesCount(ParsedBody body) {
    int series = 0;
    for (MetricFamily family : body.families()) {
      series += family.metrics().size();
    }
    return series;
  }
}
