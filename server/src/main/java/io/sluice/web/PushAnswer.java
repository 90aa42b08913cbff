package io.sluice.web;

import io.sluice.history.AnsweredPush;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.intake.PushResult;
import io.sluice.model.GroupingKey;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The answer to a push, and what is to be remembered of it.
///
/// @param key null if the path names none
/// @param series how many were pushed, or -1 if they could not be read
/// @param reason why it was refused, or null if it was not
/// @param message what was wrong, or null
record PushAnswer(
    Response response,
    @Nullable GroupingKey key,
    int series,
    AnsweredPush.@Nullable Reason reason,
    @Nullable String message) {
  static PushAnswer accepted(Response response, GroupingKey key, PushResult.Accepted accepted) {
    return new PushAnswer(response, key, accepted.series(), null, null);
  }

  static PushAnswer refused(Response response, GroupingKey key, PushResult.Refused refusal) {
    return new PushAnswer(response, key, refusal.series(), reason(refusal), refusal.text());
  }

  /// What is remembered of a push that was refused before it was one, and whose answer says why.
  static PushAnswer refused(Response response, @Nullable GroupingKey key) {
    return new PushAnswer(
        response, key, PushResult.UNREAD, reason(response.status()), text(response));
  }

  static AnsweredPush.Reason reason(PushResult.Refused refusal) {
    return switch (refusal.reason()) {
      case MALFORMED -> AnsweredPush.Reason.MALFORMED;
      case FORBIDDEN -> AnsweredPush.Reason.FORBIDDEN;
      case TOO_LARGE, FULL -> AnsweredPush.Reason.LIMIT;
      case ACCESS_UNUSABLE -> AnsweredPush.Reason.UNAVAILABLE;
      case KEY_REUSED, READ_FROM_FILE, INCONSISTENT -> AnsweredPush.Reason.INCONSISTENT;
    };
  }

  private static AnsweredPush.Reason reason(int status) {
    return switch (status) {
      case 401, 403 -> AnsweredPush.Reason.FORBIDDEN;
      case 408, 413, 429, 431 -> AnsweredPush.Reason.LIMIT;
      case 500, 503 -> AnsweredPush.Reason.UNAVAILABLE;
      default -> AnsweredPush.Reason.MALFORMED;
    };
  }

  private static String text(Response response) {
    return response.body() instanceof Response.Bytes content
        ? new String(content.bytes(), StandardCharsets.UTF_8).stripTrailing()
        : "";
  }

  /// The push as it is remembered.
  ///
  /// @param bytes the length of the body
  AnsweredPush push(Request request, long bytes, long durationNanos) {
    return new AnsweredPush(
        request.method(),
        request.target().raw(),
        key,
        request.peer(),
        bytes,
        series,
        durationNanos,
        response.status(),
        reason,
        message);
  }
}
