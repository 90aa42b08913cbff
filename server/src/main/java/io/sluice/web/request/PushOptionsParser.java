package io.sluice.web.request;

import io.sluice.gateway.PushOptions;
import io.sluice.go.GoQuote;
import io.sluice.http.Request;
import io.sluice.rules.PrometheusDuration;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parses the optional parameters of a push: `Idempotency-Key`; `Push-TTL` or `?ttl=`;
/// `Push-Expect` or `?expect=`. The URL takes precedence over a header. Like in the Pushgateway,
/// other parameters are ignored.
public final class PushOptionsParser {
  private static final int MAX_KEY_LENGTH = 255;

  private PushOptionsParser() {}

  public static PushOptions of(Request request) throws InvalidRequestException {
    QueryParameters parameters = QueryParameters.parseLeniently(request.query());
    String key = request.header("Idempotency-Key");
    Duration ttl = duration(request, parameters, "ttl", "Push-TTL");
    Duration expect = duration(request, parameters, "expect", "Push-Expect");
    return key == null && ttl == null && expect == null
        ? PushOptions.NONE
        : new PushOptions(key == null ? null : checked(key), ttl, expect);
  }

  private static String checked(String key) throws InvalidRequestException {
    if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
      throw new InvalidRequestException(
          "invalid Idempotency-Key: it must have 1 to %d characters".formatted(MAX_KEY_LENGTH));
    }
    return key;
  }

  private static @Nullable Duration duration(
      Request request, QueryParameters parameters, String parameter, String header)
      throws InvalidRequestException {
    List<String> inUrl = parameters.all(parameter);
    return inUrl.isEmpty()
        ? duration("header " + header, request.headers(header))
        : duration("parameter \"" + parameter + "\"", inUrl);
  }

  private static @Nullable Duration duration(String name, List<String> values)
      throws InvalidRequestException {
    if (values.isEmpty()) {
      return null;
    }
    if (values.size() > 1) {
      throw new InvalidRequestException(
          "invalid %s: it is given %d times".formatted(name, values.size()));
    }
    Duration duration = PrometheusDuration.parse(values.getFirst());
    if (duration == null) {
      throw new InvalidRequestException(
          "invalid %s: must be a duration such as 10m or 1d, up to 292y, got %s"
              .formatted(name, GoQuote.quote(values.getFirst())));
    }
    return duration;
  }
}
