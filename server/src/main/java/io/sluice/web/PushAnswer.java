package io.sluice.web;

import io.sluice.format.ParsedBody;
import io.sluice.history.Push;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.model.GroupingKey;
import io.sluice.model.MetricFamily;
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
  private static final int UNREAD = -1;

  static PushAnswer applied(Response response, GroupingKey key, ParsedBody body) {
    return new PushAnswer(response, key, seriesCount(body), null, null);
  }

  static PushAnswer inconsistent(
      Response response, GroupingKey key, ParsedBody body, String message) {
    return new PushAnswer(response, key, seriesCount(body), Push.Reason.INCONSISTENT, message);
  }

  /// What is remembered of a push that was not read, and whose answer says why.
  static PushAnswer refused(Response response, @Nullable GroupingKey key) {
    return new PushAnswer(response, key, UNREAD, reason(response.status()), text(response));
  }

  /// What is remembered of a push that was read and refused for `reason`; the answer says why.
  static PushAnswer refused(
      Response response, GroupingKey key, ParsedBody body, Push.Reason reason) {
    return new PushAnswer(response, key, seriesCount(body), reason, text(response));
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

  /// How many series a body holds. A histogram or a summary is one.
  static int seriesCount(ParsedBody body) {
    int series = 0;
    for (MetricFamily family : body.families()) {
      series += family.metrics().size();
    }
    return series;
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
