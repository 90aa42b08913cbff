package io.sluice.web;

import io.sluice.gateway.PushRequest;
import io.sluice.http.Request;
import io.sluice.rules.PrometheusDuration;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a pusher asks for: `Idempotency-Key`; `Push-TTL` or `?ttl=`; `Push-Expect` or `?expect=`.
/// What the URL says comes before a header.
final class PushOptionsParser {
  private static final int MOST_KEY_LENGTH = 255;

  private PushOptionsParser() {}

  static PushRequest.Wishes of(Request request) throws InvalidRequestException {
    QueryParameters parameters = QueryParameters.parse(request.query());
    String key = request.header("Idempotency-Key");
    Duration ttl = duration(request, parameters.first("ttl"), "Push-TTL");
    Duration expect = duration(request, parameters.first("expect"), "Push-Expect");
    return key == null && ttl == null && expect == null
        ? PushRequest.Wishes.NONE
        : new PushRequest.Wishes(key == null ? null : checked(key), ttl, expect);
  }

  private static String checked(String key) throws InvalidRequestException {
    if (key.isEmpty() || key.length() > MOST_KEY_LENGTH) {
      throw new InvalidRequestException(
          "invalid Idempotency-Key: it must have 1 to %d characters".formatted(MOST_KEY_LENGTH));
    }
    return key;
  }

  private static @Nullable Duration duration(Request request, String inUrl, String header)
      throws InvalidRequestException {
    String text = inUrl.isEmpty() ? request.header(header) : inUrl;
    if (text == null) {
      return null;
    }
    Duration duration = PrometheusDuration.parse(text);
    if (duration == null) {
      throw new InvalidRequestException(
          "invalid %s, or parameter of the URL: it must be a duration such as 10m or 1d"
              .formatted(header));
    }
    return duration;
  }
}
