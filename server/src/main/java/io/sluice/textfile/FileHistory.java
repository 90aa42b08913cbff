package io.sluice.textfile;

import io.sluice.history.AnsweredPush;
import io.sluice.history.AnsweredPush.Reason;
import io.sluice.history.RecentPushes;
import io.sluice.intake.PushResult;
import org.jspecify.annotations.Nullable;

/// Adds the outcomes of files to the recent pushes.
final class FileHistory {
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int CONTENT_TOO_LARGE = 413;
  private static final int SERVICE_UNAVAILABLE = 503;
  private static final long UNKNOWN_NANOS = -1;

  private final RecentPushes history;

  FileHistory(RecentPushes history) {
    this.history = history;
  }

  /// A file that was pushed.
  void add(Textfile file, PushResult result, long durationNanos) {
    switch (result) {
      case PushResult.Accepted accepted -> add(file, accepted.series(), durationNanos, null, null);
      case PushResult.Refused refusal ->
          add(file, refusal.series(), durationNanos, reason(refusal), refusal.text());
    }
  }

  /// A file that was refused before it became a push.
  void addRefused(Textfile file, Reason reason, String message) {
    add(file, PushResult.UNREAD, UNKNOWN_NANOS, reason, message);
  }

  private void add(
      Textfile file,
      int series,
      long durationNanos,
      @Nullable Reason reason,
      @Nullable String message) {
    FileStamp stamp = file.seen();
    history.pushed(
        new AnsweredPush(
            "PUT",
            file.name,
            file.group == null ? file.key : file.group,
            null,
            stamp == null ? 0 : stamp.size(),
            series,
            durationNanos,
            reason == null ? OK : status(reason),
            reason,
            message));
  }

  static Reason reason(PushResult.Refused refusal) {
    return switch (refusal.reason()) {
      case MALFORMED -> Reason.MALFORMED;
      case FORBIDDEN -> Reason.FORBIDDEN;
      case TOO_LARGE, FULL -> Reason.LIMIT;
      case ACCESS_UNUSABLE -> Reason.UNAVAILABLE;
      case KEY_REUSED, READ_FROM_FILE, INCONSISTENT -> Reason.INCONSISTENT;
    };
  }

  /// The status that a client would get.
  private static int status(Reason reason) {
    return switch (reason) {
      case MALFORMED, FORBIDDEN, INCONSISTENT -> BAD_REQUEST;
      case LIMIT -> CONTENT_TOO_LARGE;
      case UNAVAILABLE -> SERVICE_UNAVAILABLE;
    };
  }
}
