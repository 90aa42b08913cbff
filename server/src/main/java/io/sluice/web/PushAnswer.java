package io.sluice.web;

import io.sluice.history.Push;
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
    Push.@Nullable Reason reason,
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

  private static Push.Reason reason(PushResult.Refused refusal) {
    return switch (refusal.reason()) {
      case MALFORMED -> Push.Reason.MALFORMED;
      case FORBIDDEN -> Push.Reason.FORBIDDEN;
      case TOO_LARGE, FULL -> Push.Reason.LIMIT;
      case ACCESS_UNUSABLE -> Push.Reason.UNAVAILABLE;
      case KEY_REUSED, INCONSISTENT -> Push.Reason.INCONSISTENT;
    };
  }

  private static Push.Reason reason(int status) {
    return switch (status) {
      case 401, 403 -> Push.Reason.FORBIDDEN;
      case 408, 413, 429, 431 -> Push.Reason.LIMIT;
      case 500, 503 -> Push.Reason.UNAVAILABLE;
      default -> Push.Reason.MALFORMED;
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
  Push push(Request request, long bytes, long durationNanos) {
    return new Push(
        request.method(),
        request.target(),
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
