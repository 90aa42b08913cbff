package io.sluice.cli;

import java.util.Locale;

/// Text quoted as Go's `strconv.Quote` does it, which keeps it on one line and free of anything a
/// terminal could obey.
final class GoString {
  private static final String ESCAPED = "\u0007\b\f\n\r\t\u000B\"\\";
  private static final String ESCAPES = "abfnrtv\"\\";

  private GoString() {}

  static String quote(String text) {
    var quoted = new StringBuilder(text.length() + 8).append('"');
    text.codePoints().forEach(codePoint -> appendEscaped(quoted, codePoint));
    return quoted.append('"').toString();
  }

  /// Whether `codePoint` shows as itself: letters, marks, numbers, punctuation, symbols, and of all
  /// blanks only the ASCII one.
  static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> codePoint == ' ';
      default -> true;
    };
  }

  private static void appendEscaped(StringBuilder quoted, int codePoint) {
    int known = ESCAPED.indexOf(codePoint);
    if (known >= 0) {
      quoted.append('\\').append(ESCAPES.charAt(known));
    } else if (isPrintable(codePoint)) {
      quoted.appendCodePoint(codePoint);
    } else {
      quoted.append(escape(codePoint));
    }
  }

  private static String escape(int codePoint) {
    if (codePoint < ' ' || codePoint == 0x7F) {
      return format("\\x%02x", codePoint);
    }
    // A byte that was not UTF-8 travels as the surrogate 0xDC00 + byte.
    if (codePoint >= 0xDC80 && codePoint <= 0xDCFF) {
      return format("\\x%02x", codePoint & 0xFF);
    }
    if (Character.getType(codePoint) == Character.SURROGATE) {
      return "\\ufffd";
    }
    return format(codePoint < 0x10000 ? "\\u%04x" : "\\U%08x", codePoint);
  }

  private static String format(String pattern, int codePoint) {
    return String.format(Locale.ROOT, pattern, codePoint);
  }
}
