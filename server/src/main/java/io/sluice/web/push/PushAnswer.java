package io.sluice.web.push;

import io.sluice.history.AnsweredPush;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.intake.PushResult;
import io.sluice.model.GroupingKey;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The response to a push, and its entry for the history.
///
/// @param key null if the path contains none
/// @param series number of pushed series, or -1 if the body could not be parsed
/// @param reason why it was refused, or null if it was not
/// @param message the error message, or null
public record PushAnswer(
    Response response,
    @Nullable GroupingKey key,
    int series,
    AnsweredPush.@Nullable Reason reason,
    @Nullable String message) {
  static PushAnswer accepted(Response response, GroupingKey key, PushResult.Accepted accepted) {
    return new PushAnswer(response, key, accepted.series(), null, null);
  }

  public static PushAnswer refused(Response response, GroupingKey key, PushResult.Refused refusal) {
    return new PushAnswer(
        response, key, refusal.series(), AnsweredPush.Reason.of(refusal.reason()), refusal.text());
  }

  /// For a push that was refused before its body was read. The body of the response contains the
  /// reason.
  public static PushAnswer refused(Response response, @Nullable GroupingKey key) {
    return new PushAnswer(
        response, key, PushResult.UNREAD, reason(response.status()), text(response));
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

  /// The entry for the history.
  ///
  /// @param bytes the length of the body
  public AnsweredPush push(Request request, long bytes, long durationNanos) {
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
