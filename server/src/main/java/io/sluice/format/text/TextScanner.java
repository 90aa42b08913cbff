package io.sluice.format.text;

import io.sluice.format.ParseException;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.go.GoFloat;
import io.sluice.go.GoQuote;
import io.sluice.model.Utf8;
import java.util.Arrays;

/// Reads the tokens of a text body.
// A cursor over the whole body without backtracking: every byte is examined a bounded number of
// times, even in a malicious body. The end of the input is an error (END_OF_INPUT) except after a
// sample, where it counts as a line feed. A carriage return before a line feed is part of it.
final class TextScanner {
  /// The result of [#peek] after the last byte.
  static final int END = -1;

  private static final String END_OF_INPUT = "unexpected end of input stream";
  private static final String LONE_RETURN = "carriage return without line feed in comment";

  /// U+FEFF in UTF-8.
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /// Tokens longer than this are truncated in messages.
  private static final int MAX_QUOTED_LENGTH = 4096;

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

  TextScanner(byte[] bytes) {
    this.bytes = bytes;
    this.tokens = new TokenCache(bytes.length);
  }

  /// Skips a byte order mark, which tools on Windows write. Called before anything else.
  void skipByteOrderMark() {
    int length = BYTE_ORDER_MARK.length;
    if (bytes.length >= length && Arrays.equals(bytes, 0, length, BYTE_ORDER_MARK, 0, length)) {
      at = length;
    }
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

  void skipBlanks() {
    while (at < bytes.length && isBlank(bytes[at])) {
      at++;
    }
  }

  /// Skips blanks; the line must not end after them.
  void skipBlanksToMore() throws ParseException {
    skipBlanks();
    requireMore();
  }

  /// Refuses the end of the input.
  void requireMore() throws ParseException {
    if (at == bytes.length) {
      throw error(END_OF_INPUT);
    }
  }

  /// Starts a line, and returns false at the end of the input.
  boolean startLine() {
    line++;
    lineStart = at;
    skipBlanks();
    return at < bytes.length;
  }

  boolean isLineEnd() {
    int next = peek();
    return next == END || next == '\n' || (next == '\r' && isLineFeed(at + 1));
  }

  /// Refuses a line that ends with the input instead of a line feed.
  void requireLineFeed() throws ParseException {
    if (endOfLine() == bytes.length) {
      throw error(END_OF_INPUT, bytes.length);
    }
  }

  /// Refuses a comment that may include the following lines by mistake: one without a line feed, or
  /// with a carriage return inside. Only a help text may contain CR LF, with the LF escaped.
  void endComment() throws ParseException {
    requireLineFeed();
    int end = endOfLine();
    for (int i = lineStart; i < end - 1; i++) {
      if (bytes[i] == '\r' && !isEscapedFeed(i + 1)) {
        throw error(LONE_RETURN, i);
      }
    }
  }

  /// Skips the rest of the line.
  void skipLine() {
    at = Math.min(endOfLine() + 1, bytes.length);
  }

  boolean isBlank() {
    return at < bytes.length && isBlank(bytes[at]);
  }

  /// Reads a word up to the next blank or the end of the line; [#isWord] and others access it.
  void readWord() throws ParseException {
    wordFrom = at;
    while (at < bytes.length && !isBlank(bytes[at]) && bytes[at] != '\n') {
      at++;
    }
    if (at > wordFrom && bytes[at - 1] == '\r') {
      requireMore();
      at -= isLineFeed(at) ? 1 : 0;
    }
    wordTo = at;
  }

  /// The start of the current word.
  int wordStart() {
    return wordFrom;
  }

  /// Whether the current word is `ascii`.
  boolean isWord(String ascii) {
    if (wordTo - wordFrom != ascii.length()) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (bytes[wordFrom + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// The current word as a number, see [GoFloat#parse].
  double wordAsFloat() {
    return GoFloat.parse(bytes, wordFrom, wordTo);
  }

  /// Whether the current word is a signed 64-bit integer.
  boolean isWordInteger() {
    int from = wordFrom < wordTo && isSign(bytes[wordFrom]) ? wordFrom + 1 : wordFrom;
    for (int i = from; i < wordTo; i++) {
      if (!isDigit(bytes[i])) {
        return false;
      }
    }
    return from < wordTo && fitsLong(Utf8.decode(bytes, wordFrom, wordTo - wordFrom));
  }

  /// The current word, quoted for a message.
  String quotedWord() {
    int to = Math.min(wordTo, wordFrom + MAX_QUOTED_LENGTH);
    return quoted(Utf8.decode(bytes, wordFrom, to - wordFrom));
  }

  /// Skips a name that is equal to the bytes from `from` to `to`, and returns whether there was
  /// one.
  boolean skipName(int from, int to) {
    int next = at + to - from;
    if (next >= bytes.length
        || isNamePart(bytes[next], true)
        || bytes[next] == '"'
        || !Arrays.equals(bytes, from, to, bytes, at, next)) {
      return false;
    }
    at = next;
    return true;
  }

  /// Reads a metric name, which is empty if there is none.
  String readMetricName() throws ParseException {
    return readName(true);
  }

  /// Reads a label name, which is empty if there is none.
  String readLabelName() throws ParseException {
    return readName(false);
  }

  /// Reads a label value from after its opening quote to after its closing one.
  String readLabelValue() throws ParseException {
    int from = at;
    while (at < bytes.length) {
      byte next = bytes[at];
      if (next == '"') {
        return tokens.get(bytes, from, at++);
      }
      if (next == '\\' || next == '\n') {
        break;
      }
      at++;
    }
    unescaped.clear();
    unescaped.append(bytes, from, at - from);
    readQuoted("label value");
    return tokens.get(unescaped.array(), 0, unescaped.length());
  }

  /// Reads the rest of the line and decodes escapes.
  String readHelp() throws ParseException {
    int to = endOfText();
    unescaped.clear();
    while (at < to) {
      if (bytes[at] == '\\') {
        at++;
        readEscape();
      } else {
        unescaped.append(bytes[at++]);
      }
    }
    return Utf8.decode(unescaped.array(), 0, unescaped.length());
  }

  /// Reads the rest of the line without its backslashes, which the Pushgateway removes here.
  String readRest() {
    int to = endOfText();
    unescaped.clear();
    for (; at < to; at++) {
      if (bytes[at] != '\\') {
        unescaped.append(bytes[at]);
      }
    }
    return Utf8.decode(unescaped.array(), 0, unescaped.length());
  }

  /// An error at the cursor.
  ParseException error(String message) {
    return error(message, at);
  }

  /// An error at a byte of this line.
  ParseException error(String message, int offset) {
    return new ParseException(
        "text format parsing error in line " + line + ": " + message,
        TextExcerpt.of(bytes, lineStart, offset),
        line,
        TextExcerpt.column(bytes, lineStart, offset));
  }

  /// The string, quoted for a message.
  static String quoted(String string) {
    return GoQuote.quote(
        string.length() > MAX_QUOTED_LENGTH
            ? string.substring(0, MAX_QUOTED_LENGTH) + "..."
            : string);
  }

  /// A bare name is a sequence of letters, digits, `_` and, for a metric, `:`. A quote may begin
  /// anywhere in it; the name ends at the closing quote.
  private String readName(boolean ofMetric) throws ParseException {
    int from = at;
    if (at < bytes.length && !isDigit(bytes[at])) {
      while (at < bytes.length && isNamePart(bytes[at], ofMetric)) {
        at++;
      }
    }
    if (peek() != '"') {
      return tokens.get(bytes, from, at);
    }
    unescaped.clear();
    unescaped.append(bytes, from, at - from);
    at++;
    readQuoted(ofMetric ? "metric name" : "label name");
    return tokens.get(unescaped.array(), 0, unescaped.length());
  }

  /// Reads into `unescaped` up to and including the closing quote.
  private void readQuoted(String what) throws ParseException {
    while (at < bytes.length) {
      byte next = bytes[at];
      switch (next) {
        case '"' -> {
          at++;
          return;
        }
        case '\n' ->
            throw error(what + " " + quoted(unescaped.toString()) + " contains unescaped new-line");
        case '\\' -> {
          at++;
          readEscape();
        }
        default -> {
          unescaped.append(next);
          at++;
        }
      }
    }
    throw error(END_OF_INPUT);
  }

  /// Reads the character after a backslash.
  private void readEscape() throws ParseException {
    int next = peek();
    switch (next) {
      case '\\', '"' -> unescaped.append((byte) next);
      case 'n' -> unescaped.append('\n');
      case END -> throw error(END_OF_INPUT);
      default -> throw error("invalid escape sequence '\\" + (char) next + "'");
    }
    at++;
  }

  /// The offset of the next line feed, or of the end of the input.
  private int endOfLine() {
    int i = at;
    while (!isFeed(i)) {
      i++;
    }
    return i;
  }

  /// [#endOfLine] without the carriage return before it.
  private int endOfText() {
    int end = endOfLine();
    return end > at && isLineFeed(end) && bytes[end - 1] == '\r' ? end - 1 : end;
  }

  private boolean isEscapedFeed(int offset) {
    return offset + 1 < bytes.length && bytes[offset] == '\\' && bytes[offset + 1] == 'n';
  }

  private boolean isLineFeed(int offset) {
    return offset < bytes.length && bytes[offset] == '\n';
  }

  private boolean isFeed(int offset) {
    return offset >= bytes.length || bytes[offset] == '\n';
  }

  private static boolean fitsLong(String digits) {
    try {
      Long.parseLong(digits);
      return true;
    } catch (NumberFormatException _) {
      return false;
    }
  }

  private static boolean isSign(byte b) {
    return b == '+' || b == '-';
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
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
