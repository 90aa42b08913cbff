package io.sluice.textfile;

import io.sluice.history.AnsweredPush;
import io.sluice.history.AnsweredPush.Reason;
import io.sluice.history.RecentPushes;
import io.sluice.intake.PushResult;
import org.jspecify.annotations.Nullable;

/// Adds the outcomes of files to the recent pushes.
final class FileHistory {
  private static final int OK = 200;
  private static final long UNKNOWN_NANOS = -1;

  /// The reason why a file was refused, with the status that a client would get.
  record Cause(int status, Reason reason) {
    static final Cause UNAVAILABLE = new Cause(503, Reason.UNAVAILABLE);

    static Cause of(PushResult.Reason reason) {
      return new Cause(reason.status(), Reason.of(reason));
    }
  }

  private final RecentPushes history;

  FileHistory(RecentPushes history) {
    this.history = history;
  }

  /// A file that was pushed.
  void add(Textfile file, PushResult result, long durationNanos) {
    switch (result) {
      case PushResult.Accepted accepted -> add(file, accepted.series(), durationNanos, null, null);
      case PushResult.Refused refusal ->
          add(file, refusal.series(), durationNanos, Cause.of(refusal.reason()), refusal.text());
    }
  }

  /// A file that was refused before it became a push.
  void addRefused(Textfile file, Cause cause, String message) {
    add(file, PushResult.UNREAD, UNKNOWN_NANOS, cause, message);
  }

  private void add(
      Textfile file,
      int series,
      long durationNanos,
      @Nullable Cause cause,
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
            cause == null ? OK : cause.status,
            cause == null ? null : cause.reason,
            message));
  }
}
