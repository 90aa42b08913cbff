package io.sluice.format.openmetrics;

import io.sluice.format.ParseException;
import io.sluice.format.text.TextExcerpt;
import io.sluice.format.text.TokenCache;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.go.GoFloat;
import io.sluice.go.GoQuote;
import io.sluice.model.Metric;
import io.sluice.model.Utf8;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads the tokens of an OpenMetrics body: a cursor over its bytes that never moves back.
final class OpenMetricsScanner {
  /// The result of [#peek] after the last byte.
  static final int END = -1;

  /// Tokens longer than this are truncated in messages.
  private static final int MAX_QUOTED_LENGTH = 1024;

  /// A number with this many decimal digits always fits into an unsigned 64-bit integer.
  private static final int SAFE_DIGITS = 18;

  private static final int MAX_UNSIGNED_DIGITS = 20;
  private static final double TWO_TO_64 = 0x1p64;

  /// Numbers with more digits than a time needs are rounded to a double.
  private static final int MAX_EXACT_LENGTH = 40;

  private static final int NANO_DIGITS = 9;

  // The range of `google.protobuf.Timestamp`: the years 1 to 9999.
  private static final double MIN_SECONDS = -62_135_596_800.0;
  private static final double MAX_SECONDS = 253_402_300_799.0;

  private final byte[] bytes;
  private final TokenCache tokens;
  private final ByteArrayBuilder unescaped = new ByteArrayBuilder();

  /// Offset of the next byte to read.
  private int at;

  /// Number of the current line, from 1.
  private int line;

  /// Offset of its first byte.
  private int lineStart;

  /// Offsets of the current word.
  private int wordFrom;

  private int wordTo;

  /// The line for [#errorAtMark].
  private int markedLine;

  private int markedStart;

  OpenMetricsScanner(byte[] bytes) {
    this.bytes = bytes;
    this.tokens = new TokenCache(bytes.length);
  }

  int offset() {
    return at;
  }

  /// The next byte, or [#END].
  int peek() {
    return at < bytes.length ? bytes[at] & 0xFF : END;
  }

  void advance() {
    at++;
  }

  /// Skips the next byte if it is `expected`, and returns whether it was.
  boolean skip(char expected) {
    if (peek() != expected) {
      return false;
    }
    at++;
    return true;
  }

  /// Skips the next bytes if they are `ascii`, and returns whether they were.
  boolean skip(String ascii) {
    int end = at + ascii.length();
    if (end > bytes.length) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (bytes[at + i] != ascii.charAt(i)) {
        return false;
      }
    }
    at = end;
    return true;
  }

  /// Starts a line.
  void startLine() {
    line++;
    lineStart = at;
  }

  /// Marks the current line.
  void markLine() {
    markedLine = line;
    markedStart = lineStart;
  }

  /// Skips a name that is equal to the bytes from `from` to `to`, and returns whether there was
  /// one.
  boolean skipName(int from, int to) {
    int next = at + to - from;
    if (next >= bytes.length
        || isNamePart(bytes[next], true)
        || !Arrays.equals(bytes, from, to, bytes, at, next)) {
      return false;
    }
    at = next;
    return true;
  }

  /// Reads the longest sequence of metric name characters, which may be empty.
  String readMetricName() {
    return readName(true);
  }

  /// Reads the longest sequence of label name characters, which may be empty.
  String readLabelName() {
    return readName(false);
  }

  /// Reads from after an opening quote to after the closing one.
  ///
  /// @param what names the token in messages
  String readQuoted(String what) throws ParseException {
    int from = at;
    while (at < bytes.length) {
      byte next = bytes[at];
      if (next == '"') {
        return valid(tokens.get(bytes, from, at++), what, from);
      }
      if (next == '\\' || next == '\n') {
        break;
      }
      at++;
    }
    unescaped.clear();
    unescaped.append(bytes, from, at - from);
    readEscaped(what);
    return valid(tokens.get(unescaped.array(), 0, unescaped.length()), what, from);
  }

  /// Reads the rest of the line and decodes escapes. Quotes may be unescaped.
  String readHelp() throws ParseException {
    int from = at;
    int to = endOfLine();
    unescaped.clear();
    while (at < to) {
      byte next = bytes[at++];
      if (next == '\\' && at < to) {
        unescape(bytes[at++]);
      } else {
        unescaped.append(next);
      }
    }
    return valid(Utf8.decode(unescaped.array(), 0, unescaped.length()), "help text", from);
  }

  /// Reads the rest of the line as it is.
  String readRest() {
    int from = at;
    at = endOfLine();
    return Utf8.decode(bytes, from, at - from);
  }

  /// Reads up to the next space or the end of the line.
  void readWord() {
    wordFrom = at;
    while (at < bytes.length && bytes[at] != ' ' && bytes[at] != '\n') {
      at++;
    }
    wordTo = at;
  }

  boolean isWordEmpty() {
    return wordFrom == wordTo;
  }

  /// The current word as a number, see [GoFloat#parse].
  double wordAsFloat() {
    return GoFloat.parse(bytes, wordFrom, wordTo);
  }

  /// The current word, in digits or as a float, as an unsigned integer.
  long wordAsCount() throws ParseException {
    int length = wordTo - wordFrom;
    if (length > 0 && length <= MAX_UNSIGNED_DIGITS && isWordDigits()) {
      return length <= SAFE_DIGITS ? digits() : unsigned();
    }
    double value = wordAsFloat();
    if (GoFloat.isInvalid(value)) {
      throw errorAtWord("expected a number, got " + quotedWord());
    }
    if (!(value >= 0) || value != Math.rint(value) || value >= TWO_TO_64) {
      throw errorAtWord("a count must be a whole number of 64 bits, got " + quotedWord());
    }
    return GoFloat.toUnsigned(value);
  }

  /// The current word, which must be a finite number of seconds since 1970, as a time with
  /// nanoseconds. Null if it is out of the range of protobuf's timestamp.
  Metric.@Nullable Timestamp wordAsTime() {
    double rough = wordAsFloat();
    if (rough < MIN_SECONDS || rough >= MAX_SECONDS) {
      return null;
    }
    BigDecimal time = exactly(rough).setScale(NANO_DIGITS, RoundingMode.FLOOR);
    BigDecimal seconds = time.setScale(0, RoundingMode.FLOOR);
    int nanos = time.subtract(seconds).movePointRight(NANO_DIGITS).intValueExact();
    return new Metric.Timestamp(seconds.longValueExact(), nanos);
  }

  /// The current word, quoted for a message.
  String quotedWord() {
    int to = Math.min(wordTo, wordFrom + MAX_QUOTED_LENGTH);
    return GoQuote.quote(Utf8.decode(bytes, wordFrom, to - wordFrom));
  }

  /// The string, quoted for a message.
  static String quoted(String string) {
    return GoQuote.quote(
        string.length() > MAX_QUOTED_LENGTH
            ? string.substring(0, MAX_QUOTED_LENGTH) + "..."
            : string);
  }

  /// An error at the cursor.
  ParseException error(String message) {
    return error(message, at);
  }

  /// An error at the current word.
  ParseException errorAtWord(String message) {
    return error(message, wordFrom);
  }

  /// An error at a byte of this line.
  ParseException error(String message, int offset) {
    return error(message, line, lineStart, offset);
  }

  /// An error at the beginning of the marked line.
  ParseException errorAtMark(String message) {
    return error(message, markedLine, markedStart, markedStart);
  }

  private ParseException error(String message, int lineNumber, int start, int offset) {
    return new ParseException(
        "openmetrics parsing error in line " + lineNumber + ": " + message,
        TextExcerpt.of(bytes, start, offset),
        lineNumber,
        TextExcerpt.column(bytes, start, offset));
  }

  private String valid(String text, String what, int from) throws ParseException {
    if (!Utf8.isValid(text)) {
      throw error("the " + what + " is not UTF-8", from);
    }
    return text;
  }

  private String readName(boolean ofMetric) {
    int from = at;
    if (at < bytes.length && !isDigit(bytes[at])) {
      while (at < bytes.length && isNamePart(bytes[at], ofMetric)) {
        at++;
      }
    }
    return tokens.get(bytes, from, at);
  }

  /// Reads into `unescaped` up to and including the closing quote.
  private void readEscaped(String what) throws ParseException {
    while (at < bytes.length && bytes[at] != '\n') {
      byte next = bytes[at++];
      if (next == '"') {
        return;
      }
      if (next == '\\' && at < bytes.length && bytes[at] != '\n') {
        unescape(bytes[at++]);
      } else {
        unescaped.append(next);
      }
    }
    throw error("the " + what + " has no closing quote");
  }

  private void unescape(byte escaped) {
    switch (escaped) {
      case '\\', '"' -> unescaped.append(escaped);
      case 'n' -> unescaped.append('\n');
      default -> unescaped.append('\\').append(escaped);
    }
  }

  private int endOfLine() {
    int end = at;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    return end;
  }

  private boolean isWordDigits() {
    for (int i = wordFrom; i < wordTo; i++) {
      if (!isDigit(bytes[i])) {
        return false;
      }
    }
    return true;
  }

  private long digits() {
    long value = 0;
    for (int i = wordFrom; i < wordTo; i++) {
      value = 10 * value + bytes[i] - '0';
    }
    return value;
  }

  private long unsigned() throws ParseException {
    try {
      return Long.parseUnsignedLong(word());
    } catch (NumberFormatException _) {
      throw errorAtWord("a count must be a whole number of 64 bits, got " + quotedWord());
    }
  }

  private BigDecimal exactly(double rough) {
    return wordTo - wordFrom > MAX_EXACT_LENGTH || Math.abs(rough) < 1
        ? BigDecimal.valueOf(rough)
        : new BigDecimal(word());
  }

  private String word() {
    return new String(bytes, wordFrom, wordTo - wordFrom, StandardCharsets.US_ASCII);
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static boolean isNamePart(int b, boolean ofMetric) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '_'
        || (b == ':' && ofMetric);
  }
}
