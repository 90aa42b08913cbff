package io.sluice.rules;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Durations in the format of Prometheus's configuration: `1d`, `1h30m`, `500ms`, `0`.
///
/// Units are ordered from the longest to the shortest, at most one of each, with integers; a year
/// has 365 days.
public final class PrometheusDuration {
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?:(\\d+)y)?(?:(\\d+)w)?(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?(?:(\\d+)ms)?");
  private static final long DAY_MILLIS = 24 * 3600 * 1000L;

  /// The length of the unit of each group of [#SYNTAX].
  private static final List<Long> UNIT_MILLIS =
      List.of(365 * DAY_MILLIS, 7 * DAY_MILLIS, DAY_MILLIS, 3600 * 1000L, 60 * 1000L, 1000L, 1L);

  /// The maximum of a 64-bit number of nanoseconds: 292 years.
  private static final BigInteger LONGEST_MILLIS = BigInteger.valueOf(Long.MAX_VALUE / 1_000_000);

  private PrometheusDuration() {}

  /// Parses `text`; returns null if it is not a duration or longer than 292 years.
  public static @Nullable Duration parse(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher matcher = SYNTAX.matcher(text);
    if (text.isEmpty() || text.length() > 200 || !matcher.matches()) {
      return null;
    }
    BigInteger millis = BigInteger.ZERO;
    for (int i = 0; i < UNIT_MILLIS.size(); i++) {
      String count = matcher.group(i + 1);
      if (count != null) {
        millis = millis.add(new BigInteger(count).multiply(BigInteger.valueOf(UNIT_MILLIS.get(i))));
      }
    }
    return millis.compareTo(LONGEST_MILLIS) > 0 ? null : Duration.ofMillis(millis.longValueExact());
  }
}
