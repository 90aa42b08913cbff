package io.sluice.go;

import java.nio.charset.StandardCharsets;

/// Formats and parses floating-point numbers like Go.
///
/// The output is that of `strconv.FormatFloat(v, 'g', -1, 64)`: the shortest digits that parse to
/// the same number, in scientific notation if the exponent is below -4 or above 5. The accepted
/// input is that of `strconv.ParseFloat`, except tokens with `p`, `P` or `_`.
// Most samples are integers or decimals with few places. Both have a fast path without
// Double.toString and Double.parseDouble. All other numbers use these two methods, which are exact
// and shortest since JDK 19. Numbers are formatted from (digits, exponent): the digits without
// trailing zeros as a long, and the power of ten of the first digit.
public final class GoFloat {
  /// The value of Go's `math.NaN()`, and of a NaN in a text body.
  public static final double NAN = Double.longBitsToDouble(0x7FF8000000000001L);

  /// The result of [#parse] for invalid numbers; check it with [#isInvalid].
  private static final long INVALID_BITS = 0x7FF8_51CE_BAD0_0001L;

  private static final double INVALID = Double.longBitsToDouble(INVALID_BITS);

  private static final int LOWEST_PLAIN_EXPONENT = -4;
  private static final int LOWEST_HIGH_EXPONENT = 6;

  /// Integers from this one on are formatted with an exponent.
  private static final long LOWEST_SCIENTIFIC = 1_000_000;

  /// Integers below this are exact, and no shorter decimal reads back as one of them.
  private static final double EXACT_INTEGERS = 1L << 53;

  /// Doubles distinguish all decimals of up to 15 digits, so a decimal that divides back to the
  /// number is the shortest.
  private static final double SCALE = 1e6;

  private static final int SCALE_EXPONENT = 6;
  private static final double SCALABLE = 1e9;

  /// Below this, doubles are so far apart that Java prints two digits where one is enough.
  private static final double FEW_BITS = 1e-321;

  private static final double TWO_TO_63 = 0x1p63;

  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };
  private static final int MAX_EXACT_DIGITS = 15;

  private GoFloat() {}

  /// The number in the text format: `0` also for negative zero.
  public static String format(double value) {
    var out = new ByteArrayBuilder(32);
    append(out, value);
    return out.toString();
  }

  /// The number in Go's `%v` format: like [#format], but `-0` for negative zero.
  public static String formatPlain(double value) {
    return value == 0 && 1 / value < 0 ? "-0" : format(value);
  }

  /// Like [#format], but appends to `out`.
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

  /// Parses the bytes from `from` to `to`. Returns a number for which [#isInvalid] is true if they
  /// are not a number, or one that is out of range. A number that is too small for a double becomes
  /// 0.
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

  /// Parses a string.
  public static double parse(String token) {
    byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
    return parse(bytes, 0, bytes.length);
  }

  /// Whether `parsed` is the result of [#parse] for an invalid number.
  public static boolean isInvalid(double parsed) {
    return Double.isNaN(parsed) && Double.doubleToRawLongBits(parsed) == INVALID_BITS;
  }

  /// `uint64(value)` as in Go on amd64: the fraction is truncated, negative numbers wrap around,
  /// and numbers out of range become 2^63.
  public static long toUnsigned(double value) {
    if (value >= -TWO_TO_63 && value < TWO_TO_63) {
      return (long) value;
    }
    return value > 0 && value < 2 * TWO_TO_63
        ? (long) (value - TWO_TO_63) ^ Long.MIN_VALUE
        : Long.MIN_VALUE;
  }

  /// The double nearest to an unsigned integer. A bit that is shifted out is kept as a sticky bit,
  /// so that the number is rounded only once.
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

  /// Appends `digits`, where the place value of the first digit is `10^exponent`.
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

  /// Appends the digits with a point after the first `whole` of them, padded with zeros if there
  /// are fewer.
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

  /// The end of the mantissa, if the bytes from `from` to `to` are a decimal number; else -1.
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

  /// The value of an unsigned decimal if it has so few digits and places that a division of two
  /// exact numbers is correct, else -1.
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
