package io.sluice.cli;

import io.sluice.go.GoDuration;
import io.sluice.go.GoQuote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The values of the flags that set the defaults of pushes.
///
/// @param isAggregating whether pushes are aggregated
/// @param ttl how long groups live; zero means forever
/// @param ttlGrace how long groups that were pushed before a start are kept after it
/// @param idempotencyWindow how long idempotency keys are remembered
/// @param corsOrigins the origins of web pages that may push and read the response
/// @param successStatus the status of the response to a push that was applied
public record PushFlags(
    boolean isAggregating,
    Duration ttl,
    Duration ttlGrace,
    Duration idempotencyWindow,
    List<String> corsOrigins,
    int successStatus) {
  private static final String AGGREGATE = "aggregate";
  private static final String REPLACE = "replace";

  public PushFlags {
    corsOrigins = List.copyOf(corsOrigins);
  }

  static PushFlags of(Map<Flag, String> values) throws FlagException {
    return new PushFlags(
        isAggregating(Flag.DEFAULT_MODE.valueIn(values)),
        time(Flag.PUSH_TTL, values),
        time(Flag.TTL_GRACE, values),
        time(Flag.IDEMPOTENCY_WINDOW, values),
        origins(Flag.CORS_ORIGIN.valueIn(values)),
        successStatus(Flag.SUCCESS_STATUS.valueIn(values)));
  }

  Map<Flag, String> asMap() {
    var map = new EnumMap<Flag, String>(Flag.class);
    map.put(Flag.DEFAULT_MODE, isAggregating ? AGGREGATE : REPLACE);
    map.put(Flag.PUSH_TTL, GoDuration.format(ttl));
    map.put(Flag.TTL_GRACE, GoDuration.format(ttlGrace));
    map.put(Flag.IDEMPOTENCY_WINDOW, GoDuration.format(idempotencyWindow));
    map.put(Flag.CORS_ORIGIN, String.join(",", corsOrigins));
    map.put(Flag.SUCCESS_STATUS, Integer.toString(successStatus));
    return map;
  }

  private static boolean isAggregating(String mode) throws FlagException {
    return switch (mode) {
      case AGGREGATE -> true;
      case REPLACE -> false;
      default ->
          throw new FlagException(
              "--%s must be replace or aggregate, got %s"
                  .formatted(Flag.DEFAULT_MODE.longName, GoQuote.quote(mode)));
    };
  }

  private static Duration time(Flag flag, Map<Flag, String> values) throws FlagException {
    Duration time = FlagDuration.parse(flag.valueIn(values));
    if (time.isNegative()) {
      throw new FlagException("--%s must not be negative".formatted(flag.longName));
    }
    return time;
  }

  private static List<String> origins(String text) throws FlagException {
    var origins = new ArrayList<String>();
    for (String origin : text.split(",", -1)) {
      if (!origin.isBlank()) {
        origins.add(WebOrigin.check(origin.strip()));
      }
    }
    return origins;
  }

  private static int successStatus(String text) throws FlagException {
    return switch (text) {
      case "200" -> 200;
      case "202" -> 202;
      default ->
          throw new FlagException(
              "--%s must be 200 or 202, got %s"
                  .formatted(Flag.SUCCESS_STATUS.longName, GoQuote.quote(text)));
    };
  }
}
