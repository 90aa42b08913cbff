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

/// Reads the tokens of an OpenMetrics body: a cursor over its bytes, which never goes back.
final class OpenMetricsScanner {
  /// What [#peek] answers behind the last byte.
  static final int END = -1;

  /// Tokens longer than this are cut in messages.
  private static final int MAX_QUOTED_LENGTH = 1024;

  /// As many decimal digits always fit an unsigned integer of 64 bits.
  private static final int SAFE_DIGITS = 18;

  private static final int MAX_UNSIGNED_DIGITS = 20;
  private static final double TWO_TO_64 = 0x1p64;

  /// Numbers with more digits than a time needs are read as the double next to them.
  private static final int MAX_EXACT_LENGTH = 40;

  private static final int NANO_DIGITS = 9;

  // What `google.protobuf.Timestamp` can hold: the years 1 to 9999.
  private static final double MIN_SECONDS = -62_135_596_800.0;
  private static final double MAX_SECONDS = 253_402_300_799.0;

  private final byte[] bytes;
  private final TokenCache tokens;
  private final ByteArrayBuilder unescaped = new ByteArrayBuilder();

  /// Offset of the next byte to read.
  private int at;

  /// Number of the line that is being read, from 1.
  private int line;

  /// Offset of its first byte.
  private int lineStart;

  /// Offsets of the word read last.
  private int wordFrom;

  private int wordTo;

  /// The line that [#errorAtMark] is about.
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

  /// Moves on if the next byte is `expected`, and answers whether it is.
  boolean skip(char expected) {
    if (peek() != expected) {
      return false;
    }
    at++;
    return true;
  }

  /// Moves on if the next bytes are `ascii`, and answers whether they are.
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

  /// Begins a line.
  void startLine() {
    line++;
    lineStart = at;
  }

  /// Remembers the line that is being read.
  void markLine() {
    markedLine = line;
    markedStart = lineStart;
  }

  /// Skips a name spelled like the one from `from` to `to`, and answers whether there was one.
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

  /// Reads the longest stretch of a metric name's characters, which is empty if there is none.
  String readMetricName() {
    return readName(true);
  }

  /// Reads the longest stretch of a label name's characters, which is empty if there is none.
  String readLabelName() {
    return readName(false);
  }

  /// Reads from behind an opening quote to behind the closing one.
  ///
  /// @param what is read, for messages
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

  /// Reads the rest of the line, undoing escapes. A quote may stand for itself.
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

  /// The number that the word read last spells, see [GoFloat#parse].
  double wordAsFloat() {
    return GoFloat.parse(bytes, wordFrom, wordTo);
  }

  /// The unsigned integer that the word read last spells, in digits or as a float.
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

  /// The time that the word read last, a finite number, tells in seconds since 1970, to the
  /// nanosecond. Null if no protobuf message can hold it.
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

  /// The word read last, quoted for a message.
  String quotedWord() {
    int to = Math.min(wordTo, wordFrom + MAX_QUOTED_LENGTH);
    return GoQuote.quote(Utf8.decode(bytes, wordFrom, to - wordFrom));
  }

  /// The string as messages show it.
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

  /// An error at the word read last.
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

  /// Reads into `unescaped` up to and with the closing quote.
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
