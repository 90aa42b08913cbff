package io.sluice.go;

import java.nio.charset.StandardCharsets;

/// Floating-point numbers as Go prints and reads them.
///
/// Printed is `strconv.FormatFloat(v, 'g', -1, 64)`: the fewest digits that read back as the same
/// number, with an exponent where that of the first digit is below -4 or above 5. Read is what
/// `strconv.ParseFloat` takes, less the tokens with `p`, `P` or `_`.
// Most samples are integers or decimals with few places. Both have a way of their own that needs
// neither Double.toString nor Double.parseDouble; all else takes these two, which are exact and
// shortest since JDK 19. Printing goes through (digits, exponent): digits without trailing zeros
// as a long, and the power of ten of the first one.
public final class GoFloat {
  /// What Go calls `math.NaN()`, and what a NaN in a text body becomes.
  public static final double NAN = Double.longBitsToDouble(0x7FF8000000000001L);

  /// The answer of [#parse] for what is no number; tell it with [#isInvalid].
  private static final long INVALID_BITS = 0x7FF8_51CE_BAD0_0001L;

  private static final double INVALID = Double.longBitsToDouble(INVALID_BITS);

  private static final int LOWEST_PLAIN_EXPONENT = -4;
  private static final int LOWEST_HIGH_EXPONENT = 6;

  /// Integers from here on have an exponent.
  private static final long LOWEST_SCIENTIFIC = 1_000_000;

  /// Integers below this are exact, and no shorter decimal reads back as one of them.
  private static final double EXACT_INTEGERS = 1L << 53;

  /// Decimals of 15 digits or fewer are told apart by every double, so one that divides back to the
  /// number is the shortest.
  private static final double SCALE = 1e6;

  private static final int SCALE_EXPONENT = 6;
  private static final double SCALABLE = 1e9;

  /// Below this, doubles are so far apart that Java shows two digits where one is enough.
  private static final double FEW_BITS = 1e-321;

  private static final double TWO_TO_63 = 0x1p63;

  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };
  private static final int MAX_EXACT_DIGITS = 15;

  private GoFloat() {}

  /// The number as the text format has it: `0` also for negative zero.
  public static String format(double value) {
    var out = new ByteArrayBuilder(32);
    append(out, value);
    return out.toString();
  }

  /// The number as Go's `%v` has it: like [#format], and `-0` for negative zero.
  public static String formatPlain(double value) {
    return value == 0 && 1 / value < 0 ? "-0" : format(value);
  }

  /// Appends [#format] of the number.
  public static void append(ByteArrayBuilder out, double value) {
    double magnitude = Math.abs(value);
    if (Double.isNaN(value)) {
      out.appendAscii("NaN");
    } else if (magnitude == Double.POSITIVE_INFINITY) {
      out.appendAscii(value > 0 ? "+Inf" : "-Inf");
    } else {
      if (value < 0) {
        out.append('-');
      }
      appendMagnitude(out, magnitude);
    }
  }

  /// The number that the bytes from `from` to `to` spell, or one for which [#isInvalid] holds. Out
  /// of range is invalid; too small to tell from 0 is 0.
  public static double parse(byte[] bytes, int from, int to) {
    int at = from < to && isSign(bytes[from]) ? from + 1 : from;
    int end = endOfDecimal(bytes, at, to);
    if (end < 0) {
      return special(bytes, from, to);
    }
    double fast = shortDecimal(bytes, at, end, to);
    if (fast >= 0) {
      return bytes[from] == '-' ? -fast : fast;
    }
    double value =
        Double.parseDouble(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
    return Double.isInfinite(value) ? INVALID : value;
  }

  /// [#parse] of a string.
  public static double parse(String token) {
    byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
    return parse(bytes, 0, bytes.length);
  }

  /// Whether `parsed` is what [#parse] answers for what is no number.
  public static boolean isInvalid(double parsed) {
    return Double.isNaN(parsed) && Double.doubleToRawLongBits(parsed) == INVALID_BITS;
  }

  /// `uint64(value)` as Go has it on amd64: the fraction is cut off, a negative number wraps
  /// around, and what has no place is 2^63.
  public static long toUnsigned(double value) {
    if (value >= -TWO_TO_63 && value < TWO_TO_63) {
      return (long) value;
    }
    return value > 0 && value < 2 * TWO_TO_63
        ? (long) (value - TWO_TO_63) ^ Long.MIN_VALUE
        : Long.MIN_VALUE;
  }

  /// The double nearest to an unsigned integer. A bit shifted out stays as a sticky one, so that it
  /// is rounded once.
  public static double fromUnsigned(long value) {
    return value >= 0 ? (double) value : ((value >>> 1) | (value & 1)) * 2.0;
  }

  private static void appendMagnitude(ByteArrayBuilder out, double magnitude) {
    if (magnitude < EXACT_INTEGERS && magnitude == (long) magnitude) {
      appendInteger(out, (long) magnitude);
      return;
    }
    if (magnitude < SCALABLE) {
      double scaled = Math.rint(magnitude * SCALE);
      if (scaled / SCALE == magnitude) {
        appendScaled(out, (long) scaled, -SCALE_EXPONENT);
        return;
      }
    }
    appendAny(out, magnitude);
  }

  private static void appendInteger(ByteArrayBuilder out, long integer) {
    if (integer < LOWEST_SCIENTIFIC) {
      out.appendDigits((int) integer);
    } else {
      appendScaled(out, integer, 0);
    }
  }

  /// Appends `digits * 10^scale`, digits not 0.
  private static void appendScaled(ByteArrayBuilder out, long digits, int scale) {
    long stripped = digits;
    int zeros = 0;
    while (stripped % 10 == 0) {
      stripped /= 10;
      zeros++;
    }
    appendDigits(out, stripped, digitCount(stripped) + zeros + scale - 1);
  }

  private static void appendAny(ByteArrayBuilder out, double magnitude) {
    String java = Double.toString(magnitude);
    long digits = 0;
    int places = 0;
    int at = 0;
    boolean afterPoint = false;
    for (; at < java.length() && java.charAt(at) != 'E'; at++) {
      if (java.charAt(at) == '.') {
        afterPoint = true;
        continue;
      }
      digits = 10 * digits + java.charAt(at) - '0';
      places += afterPoint ? 1 : 0;
    }
    int exponent = at < java.length() ? Integer.parseInt(java, at + 1, java.length(), 10) : 0;
    if (magnitude < FEW_BITS
        && Double.parseDouble((digits + 5) / 10 + "E" + exponent) == magnitude) {
      appendScaled(out, (digits + 5) / 10, exponent);
    } else {
      appendScaled(out, digits, exponent - places);
    }
  }

  /// Appends `digits`, the first of which stands for that many times `10^exponent`.
  private static void appendDigits(ByteArrayBuilder out, long digits, int exponent) {
    String text = Long.toString(digits);
    if (exponent < LOWEST_PLAIN_EXPONENT || exponent >= LOWEST_HIGH_EXPONENT) {
      appendWithPoint(out, text, 1);
      appendExponent(out, exponent);
    } else if (exponent < 0) {
      out.appendAscii("0.").appendAscii("0".repeat(-exponent - 1)).appendAscii(text);
    } else {
      appendWithPoint(out, text, exponent + 1);
    }
  }

  /// Appends the digits with a point after `whole` of them, filled up with zeros where there are
  /// fewer.
  private static void appendWithPoint(ByteArrayBuilder out, String digits, int whole) {
    for (int i = 0; i < digits.length(); i++) {
      if (i == whole) {
        out.append('.');
      }
      out.append(digits.charAt(i));
    }
    for (int i = digits.length(); i < whole; i++) {
      out.append('0');
    }
  }

  private static void appendExponent(ByteArrayBuilder out, int exponent) {
    int magnitude = Math.abs(exponent);
    out.append('e').append(exponent < 0 ? '-' : '+');
    if (magnitude < 10) {
      out.append('0');
    }
    out.appendAscii(Integer.toString(magnitude));
  }

  private static int digitCount(long digits) {
    int count = 1;
    for (long rest = digits; rest >= 10; rest /= 10) {
      count++;
    }
    return count;
  }

  /// Where the mantissa of the decimal number that starts at `from` and fills all bytes up to `to`
  /// ends, or -1 if there is no such number.
  private static int endOfDecimal(byte[] bytes, int from, int to) {
    int at = from;
    int digits = 0;
    boolean point = false;
    for (; at < to; at++) {
      if (isDigit(bytes[at])) {
        digits++;
      } else if (bytes[at] == '.' && !point) {
        point = true;
      } else {
        break;
      }
    }
    boolean complete = at == to || isExponent(bytes, at, to);
    return digits > 0 && complete ? at : -1;
  }

  private static boolean isExponent(byte[] bytes, int from, int to) {
    if (lower(bytes[from]) != 'e') {
      return false;
    }
    int at = from + 1 < to && isSign(bytes[from + 1]) ? from + 2 : from + 1;
    if (at >= to) {
      return false;
    }
    while (at < to && isDigit(bytes[at])) {
      at++;
    }
    return at == to;
  }

  /// The value of an unsigned decimal with so few digits and places that one division of exact
  /// numbers gives it, or -1.
  private static double shortDecimal(byte[] bytes, int from, int end, int to) {
    if (end - from > MAX_EXACT_DIGITS + 1 || end != to) {
      return -1;
    }
    long digits = 0;
    int count = 0;
    int places = -1;
    for (int at = from; at < end; at++) {
      if (bytes[at] == '.') {
        places = 0;
        continue;
      }
      digits = 10 * digits + bytes[at] - '0';
      count++;
      places += places < 0 ? 0 : 1;
    }
    return count > MAX_EXACT_DIGITS ? -1 : digits / POWERS_OF_TEN[Math.max(places, 0)];
  }

  private static double special(byte[] bytes, int from, int to) {
    if (isWord(bytes, from, to, "nan")) {
      return NAN;
    }
    int at = from < to && isSign(bytes[from]) ? from + 1 : from;
    if (isWord(bytes, at, to, "inf") || isWord(bytes, at, to, "infinity")) {
      return bytes[from] == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return INVALID;
  }

  private static boolean isWord(byte[] bytes, int from, int to, String word) {
    if (to - from != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (lower(bytes[from + i]) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static boolean isSign(byte b) {
    return b == '+' || b == '-';
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
  }
}
