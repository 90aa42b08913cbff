package io.sluice.webconfig;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Durations as Go's `time.ParseDuration` reads them, not negative: `1h30m`, `1.5s`, `0`.
final class GoDuration {
  private static final Pattern SYNTAX =
      Pattern.compile("([0-9]{1,19}(?:\\.[0-9]{0,19})?)([a-z\u00B5\u03BC]+)");
  private static final Map<String, Long> UNIT_NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "\u00B5s", 1_000L,
          "\u03BCs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);
  private static final BigDecimal LONGEST_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);

  private GoDuration() {}

  /// The duration that `text` says, or null if it is none or longer than 292 years.
  static @Nullable Duration parse(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher matcher = SYNTAX.matcher(text);
    BigDecimal nanos = BigDecimal.ZERO;
    int end = 0;
    while (end < text.length()) {
      if (!matcher.find() || matcher.start() != end) {
        return null;
      }
      Long unit = UNIT_NANOS.get(matcher.group(2));
      if (unit == null) {
        return null;
      }
      nanos = nanos.add(new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)));
      end = matcher.end();
    }
    return end == 0 || nanos.compareTo(LONGEST_NANOS) > 0
        ? null
        : Duration.ofNanos(nanos.longValue());
  }
}
