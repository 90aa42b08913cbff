package io.sluice.web.push;

import io.sluice.rules.PrometheusDuration;
import io.sluice.web.request.InvalidRequestException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Parses the parameter `pushed_before`: an age or a point in time.
public final class PushedBefore {
  private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000);

  /// A smaller number is probably not a Unix time but a duration without a unit.
  private static final BigDecimal MIN_UNIX_SECONDS = BigDecimal.valueOf(100_000_000);

  /// How far the clock of the client may be ahead. A later time is probably a mistake, such as a
  /// Unix time in milliseconds, and would match all groups.
  private static final long MAX_AHEAD_NANOS = TimeUnit.DAYS.toNanos(1);

  private PushedBefore() {}

  /// Parses the parameter to nanoseconds since 1970.
  ///
  /// @param text a duration such as `7d`, an RFC 3339 time, or a Unix time in seconds
  /// @param nowNanos the wall clock, in nanoseconds since 1970
  public static long nanos(String text, long nowNanos) throws InvalidRequestException {
    BigInteger time = isNumber(text) ? unixTime(text) : time(text, nowNanos);
    if (time == null) {
      throw invalid(
          "must be a duration such as 7d, or a time such as 2026-01-31T00:00:00Z or 1769817600",
          text);
    }
    if (time.compareTo(BigInteger.valueOf(nowNanos + MAX_AHEAD_NANOS)) > 0) {
      throw invalid("must not be in the future", text);
    }
    return time.max(BigInteger.ZERO).longValueExact();
  }

  private static boolean isNumber(String text) {
    return text.matches("\\d{1,30}(\\.\\d{1,30})?");
  }

  private static @Nullable BigInteger unixTime(String text) {
    var seconds = new BigDecimal(text);
    return seconds.compareTo(MIN_UNIX_SECONDS) < 0
        ? null
        : seconds.multiply(NANOS_PER_SECOND).toBigInteger();
  }

  private static @Nullable BigInteger time(String text, long nowNanos) {
    Duration age = PrometheusDuration.parse(text);
    if (age != null) {
      return BigInteger.valueOf(nowNanos).subtract(BigInteger.valueOf(age.toNanos()));
    }
    try {
      Instant instant = OffsetDateTime.parse(text).toInstant();
      return BigInteger.valueOf(instant.getEpochSecond())
          .multiply(NANOS_PER_SECOND.toBigInteger())
          .add(BigInteger.valueOf(instant.getNano()));
    } catch (DateTimeException _) {
      return null;
    }
  }

  private static InvalidRequestException invalid(String rule, String text) {
    return new InvalidRequestException(
        "invalid parameter \"pushed_before\": %s, got \"%s\"".formatted(rule, text));
  }
}
