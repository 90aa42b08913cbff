package io.sluice.selector;

import io.sluice.model.Utf8;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/// Quoted text in PromQL syntax: `"..."` and `'...'` with Go's escapes, and raw text in backticks.
final class QuotedText {
  private static final String ESCAPES = "abfnrtv\\";
  private static final String ESCAPED = "\u0007\b\f\n\r\t\u000B\\";
  private static final HexFormat HEX = HexFormat.of();

  private final String text;
  private final char quote;

  /// The text so far, as bytes because `\xe2\x82\xac` is one character.
  private final ByteArrayOutputStream unquoted = new ByteArrayOutputStream();

  private int at;

  private QuotedText(String text, int start) {
    this.text = text;
    this.quote = text.charAt(start);
    this.at = start + 1;
  }

  /// Text without its quotes, and the position after the closing quote.
  record Unquoted(String text, int end) {}

  static boolean isQuote(char c) {
    return c == '"' || c == '\'' || c == '`';
  }

  /// Parses the quoted text that starts with a quote at `start`.
  static Unquoted unquote(String text, int start) throws SelectorException {
    return text.charAt(start) == '`' ? raw(text, start) : new QuotedText(text, start).read();
  }

  /// `text` in double quotes, on one line.
  static String quote(String text) {
    var quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      i += Character.charCount(codePoint);
      appendQuoted(quoted, codePoint);
    }
    return quoted.append('"').toString();
  }

  private static void appendQuoted(StringBuilder quoted, int codePoint) {
    int escape = ESCAPED.indexOf(codePoint);
    if (codePoint == '"') {
      quoted.append("\\\"");
    } else if (escape >= 0) {
      quoted.append('\\').append(ESCAPES.charAt(escape));
    } else if (Utf8.isEscape(codePoint)) {
      quoted.append("\\x").append(HEX.toHexDigits((byte) codePoint));
    } else if (codePoint < ' ' || codePoint == 0x7F) {
      quoted.append("\\x").append(HEX.toHexDigits((byte) codePoint));
    } else {
      quoted.appendCodePoint(codePoint);
    }
  }

  private static Unquoted raw(String text, int start) throws SelectorException {
    int end = text.indexOf('`', start + 1);
    if (end < 0) {
      throw unterminated(start);
    }
    return new Unquoted(text.substring(start + 1, end), end + 1);
  }

  private Unquoted read() throws SelectorException {
    int start = at - 1;
    while (at < text.length() && text.charAt(at) != '\n') {
      char c = text.charAt(at);
      if (c == quote) {
        return new Unquoted(Utf8.decode(unquoted.toByteArray()), at + 1);
      }
      if (c == '\\') {
        readEscape();
      } else {
        int codePoint = text.codePointAt(at);
        at += Character.charCount(codePoint);
        append(codePoint);
      }
    }
    throw unterminated(start);
  }

  private void readEscape() throws SelectorException {
    int start = at;
    at++;
    char kind = at < text.length() ? text.charAt(at) : 0;
    if (kind >= '0' && kind <= '7') {
      unquoted.write(number(start, 8, 3, 0xFF));
      return;
    }
    at++;
    switch (kind) {
      case 'x' -> unquoted.write(number(start, 16, 2, 0xFF));
      case 'u' -> append(number(start, 16, 4, Character.MAX_CODE_POINT));
      case 'U' -> append(number(start, 16, 8, Character.MAX_CODE_POINT));
      default -> unquoted.write(simple(kind, start));
    }
  }

  private int simple(char kind, int start) throws SelectorException {
    if (kind == quote) {
      return quote;
    }
    int escape = ESCAPES.indexOf(kind);
    if (escape < 0) {
      throw badEscape(start);
    }
    return ESCAPED.charAt(escape);
  }

  /// Reads exactly `count` digits.
  private int number(int start, int radix, int count, int highest) throws SelectorException {
    long number = 0;
    for (int end = at + count; at < end; at++) {
      int digit = at < text.length() ? digit(text.charAt(at), radix) : -1;
      if (digit < 0) {
        throw badEscape(start);
      }
      number = number * radix + digit;
    }
    boolean isSurrogate = number >= Character.MIN_SURROGATE && number <= Character.MAX_SURROGATE;
    if (number > highest || isSurrogate) {
      throw badEscape(start);
    }
    return (int) number;
  }

  private static int digit(char c, int radix) {
    return c < 0x80 ? Character.digit(c, radix) : -1;
  }

  private void append(int codePoint) {
    unquoted.writeBytes(Utf8.encode(Character.toString(codePoint)));
  }

  private static SelectorException unterminated(int start) {
    return new SelectorException(start + 1, "unterminated quoted string");
  }

  private static SelectorException badEscape(int start) {
    return new SelectorException(start + 1, "unknown escape sequence");
  }
}
