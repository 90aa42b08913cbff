package io.sluice.merge;

/// Parses `30s`, `5m` or `1h`.
final class WindowLength {
  /// The result for an invalid length.
  static final long NONE = 0;

  static final long MAX_NANOS = 366 * 24 * 3_600_000_000_000L; // a year

  private static final int MAX_DIGITS = 9;

  private WindowLength() {}

  /// The length in nanoseconds, or [#NONE] if it is invalid, zero, or more than a year.
  static long parse(String text) {
    int digits = text.length() - 1;
    if (digits < 1 || digits > MAX_DIGITS) {
      return NONE;
    }
    long number = 0;
    for (int i = 0; i < digits; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return NONE;
      }
      number = 10 * number + c - '0';
    }
    long unit = unitNanos(text.charAt(digits));
    return unit == NONE || number > MAX_NANOS / unit ? NONE : number * unit;
  }

  private static long unitNanos(char unit) {
    return switch (unit) {
      case 's' -> 1_000_000_000L;
      case 'm' -> 60_000_000_000L;
      case 'h' -> 3_600_000_000_000L;
      default -> NONE;
    };
  }
}
