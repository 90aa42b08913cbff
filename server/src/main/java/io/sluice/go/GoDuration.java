package io.sluice.go;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Durations in Go's format: `1h30m`, `500ms`, `-1.5s`; and additionally days (`d`) and weeks
/// (`w`).
///
/// A duration is a 64-bit number of nanoseconds, so the maximum is about 292 years.
public final class GoDuration {
  private static final BigInteger LONGEST_NANOS = BigInteger.valueOf(Long.MAX_VALUE);
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long HOUR_NANOS = 3600 * SECOND_NANOS;
  private static final Map<String, Long> UNIT_NANOS =
      Map.ofEntries(
          Map.entry("ns", 1L),
          Map.entry("us", 1_000L),
          Map.entry("\u00B5s", 1_000L),
          Map.entry("\u03BCs", 1_000L),
          Map.entry("ms", 1_000_000L),
          Map.entry("s", SECOND_NANOS),
          Map.entry("m", 60 * SECOND_NANOS),
          Map.entry("h", HOUR_NANOS),
          Map.entry("d", 24 * HOUR_NANOS),
          Map.entry("w", 7 * 24 * HOUR_NANOS));
  private static final List<String> DAY_UNITS = List.of("d", "w");

  private GoDuration() {}

  /// Parses a duration like Go's `time.ParseDuration`, which does not support days and weeks.
  public static Duration parseWithoutDays(String text) throws DurationException {
    Duration duration = parse(text);
    for (String unit : DAY_UNITS) {
      if (text.contains(unit)) {
        throw unknownUnit(unit, text);
      }
    }
    return duration;
  }

  /// Parses an optional sign and numbers with units in any order; `0` needs no unit.
  public static Duration parse(String text) throws DurationException {
    boolean signed = text.startsWith("-") || text.startsWith("+");
    String unsigned = signed ? text.substring(1) : text;
    if (unsigned.equals("0")) {
      return Duration.ZERO;
    }
    long nanos = parseNanos(unsigned, text);
    return Duration.ofNanos(text.startsWith("-") ? -nanos : nanos);
  }

  private static long parseNanos(String unsigned, String text) throws DurationException {
    BigInteger nanos = BigInteger.ZERO;
    int at = 0;
    do {
      int unitAt = skip(unsigned, at, true);
      BigDecimal number = parseNumber(unsigned.substring(at, unitAt), text);
      int end = skip(unsigned, unitAt, false);
      BigDecimal unit = BigDecimal.valueOf(unitNanos(unsigned.substring(unitAt, end), text));
      nanos = nanos.add(number.multiply(unit).toBigInteger());
      at = end;
    } while (at < unsigned.length());
    if (nanos.compareTo(LONGEST_NANOS) > 0) {
      throw invalid(text);
    }
    return nanos.longValueExact();
  }

  private static BigDecimal parseNumber(String number, String text) throws DurationException {
    boolean isNumber =
        number.indexOf('.') == number.lastIndexOf('.')
            && number.chars().anyMatch(c -> c != '.')
            && number.length() <= 64;
    if (!isNumber) {
      throw invalid(text);
    }
    return new BigDecimal(number);
  }

  private static long unitNanos(String unit, String text) throws DurationException {
    if (unit.isEmpty()) {
      throw new DurationException("time: missing unit in duration \"" + text + '"');
    }
    Long nanos = UNIT_NANOS.get(unit);
    if (nanos == null) {
      throw unknownUnit(unit, text);
    }
    return nanos;
  }

  private static DurationException unknownUnit(String unit, String text) {
    return new DurationException("time: unknown unit \"" + unit + "\" in duration \"" + text + '"');
  }

  private static DurationException invalid(String text) {
    return new DurationException("time: invalid duration \"" + text + '"');
  }

  /// The first position from `at` on where digits and points begin, or end.
  private static int skip(String text, int at, boolean overNumber) {
    int end = at;
    while (end < text.length() && isOfNumber(text.charAt(end)) == overNumber) {
      end++;
    }
    return end;
  }

  private static boolean isOfNumber(char c) {
    return c == '.' || (c >= '0' && c <= '9');
  }

  /// `5m0s`, `1.5s`, `100ms`: hours at most, the last unit with a fraction.
  public static String format(Duration duration) {
    long nanos = duration.toNanos();
    BigDecimal absolute = BigDecimal.valueOf(nanos).abs();
    String sign = nanos < 0 ? "-" : "";
    if (nanos == 0) {
      return "0s";
    }
    if (absolute.compareTo(BigDecimal.valueOf(SECOND_NANOS)) < 0) {
      return sign + formatBelowSecond(absolute);
    }
    Duration positive = duration.abs();
    long hours = positive.toHours();
    int minutes = positive.toMinutesPart();
    BigDecimal fraction = BigDecimal.valueOf(positive.toNanosPart(), 9);
    String seconds = plain(fraction.add(BigDecimal.valueOf(positive.toSecondsPart())));
    if (hours > 0) {
      return sign + hours + 'h' + minutes + 'm' + seconds + 's';
    }
    return sign + (minutes > 0 ? minutes + "m" : "") + seconds + 's';
  }

  private static String formatBelowSecond(BigDecimal nanos) {
    int digits = nanos.precision();
    if (digits > 6) {
      return plain(nanos.movePointLeft(6)) + "ms";
    }
    if (digits > 3) {
      return plain(nanos.movePointLeft(3)) + "\u00B5s";
    }
    return plain(nanos) + "ns";
  }

  private static String plain(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }
}
