package io.sluice.go;

import io.sluice.model.Utf8;
import java.util.HexFormat;

/// Quotes text like Go's `%q`, for messages that must be equal to the Pushgateway's.
///
/// Printable characters are not escaped; bytes that are not UTF-8 are shown as `\xff`, other
/// characters as `\n`, `\x00`, `\u200b` or `\U000e0001`.
public final class GoQuote {
  private static final HexFormat HEX = HexFormat.of();

  private GoQuote() {}

  /// `"string"`.
  public static String quote(String string) {
    var quoted = new StringBuilder(string.length() + 2).append('"');
    for (int i = 0; i < string.length(); ) {
      int codePoint = string.codePointAt(i);
      i += Character.charCount(codePoint);
      append(quoted, codePoint, '"');
    }
    return quoted.append('"').toString();
  }

  /// The position after the closing quote of the quoted text that starts at `from`, or -1 if no
  /// quoted text starts there.
  public static int end(String text, int from) {
    if (from >= text.length() || text.charAt(from) != '"') {
      return -1;
    }
    for (int i = from + 1; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '"' -> {
          return i + 1;
        }
        case '\\' -> i++;
        default -> {}
      }
    }
    return -1;
  }

  /// Reverses [#quote].
  ///
  /// @throws IllegalArgumentException if `quoted` is not a result of [#quote]
  public static String unquote(String quoted) {
    var string = new StringBuilder(quoted.length());
    int i = 1;
    while (i < quoted.length() - 1) {
      char c = quoted.charAt(i++);
      if (c != '\\') {
        string.append(c);
        continue;
      }
      char escape = quoted.charAt(i++);
      int digits =
          switch (escape) {
            case 'x' -> 2;
            case 'u' -> 4;
            case 'U' -> 8;
            default -> 0;
          };
      if (digits == 0) {
        string.append(unescaped(escape));
        continue;
      }
      int value = HexFormat.fromHexDigits(quoted, i, i + digits);
      if (escape == 'x') {
        string.append(Utf8.decode(new byte[] {(byte) value}));
      } else {
        string.appendCodePoint(value);
      }
      i += digits;
    }
    return string.toString();
  }

  private static char unescaped(char escape) {
    return switch (escape) {
      case 'a' -> 0x07;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> 0x0B;
      case '"', '\\' -> escape;
      default -> throw new IllegalArgumentException("unknown escape: \\" + escape);
    };
  }

  /// `'c'`: like Go, treats a byte of 0x80 and above as the character with that code point.
  public static String quoteByte(int value) {
    var quoted = new StringBuilder().append('\'');
    append(quoted, value & 0xFF, '\'');
    return quoted.append('\'').toString();
  }

  private static void append(StringBuilder quoted, int codePoint, char quote) {
    if (codePoint == quote || codePoint == '\\') {
      quoted.append('\\').append((char) codePoint);
    } else if (Utf8.isEscape(codePoint)) {
      quoted.append("\\x").append(HEX.toHexDigits((byte) codePoint));
    } else if (isPrintable(codePoint)) {
      quoted.appendCodePoint(codePoint);
    } else {
      appendEscaped(quoted, codePoint);
    }
  }

  private static void appendEscaped(StringBuilder quoted, int codePoint) {
    switch (codePoint) {
      case 0x07 -> quoted.append("\\a");
      case '\b' -> quoted.append("\\b");
      case '\f' -> quoted.append("\\f");
      case '\n' -> quoted.append("\\n");
      case '\r' -> quoted.append("\\r");
      case '\t' -> quoted.append("\\t");
      case 0x0B -> quoted.append("\\v");
      default -> appendNumber(quoted, codePoint);
    }
  }

  private static void appendNumber(StringBuilder quoted, int codePoint) {
    if (codePoint < ' ' || codePoint == 0x7F) {
      quoted.append("\\x").append(HEX.toHexDigits((byte) codePoint));
    } else if (Character.getType(codePoint) == Character.SURROGATE) {
      quoted.append("\\ufffd");
    } else if (Character.isBmpCodePoint(codePoint)) {
      quoted.append("\\u").append(HEX.toHexDigits((char) codePoint));
    } else {
      quoted.append("\\U").append(HEX.toHexDigits(codePoint));
    }
  }

  /// Letters, marks, numbers, punctuation, symbols and the ASCII space.
  public static boolean isPrintable(int codePoint) {
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
}
