package io.sluice.format.text;

import io.sluice.format.ParseException;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.go.GoFloat;
import io.sluice.go.GoQuote;
import io.sluice.model.Utf8;
import java.util.Arrays;

/// Reads the tokens of a text body.
// A cursor over the whole body, no look-back: every byte is looked at a bounded number of times,
// however hostile the body. The end of the input is an error (END_OF_INPUT) except behind a sample:
// there it stands for a line feed. A carriage return before a line feed belongs to it.
final class TextScanner {
  /// What [#peek] answers behind the last byte.
  static final int END = -1;

  private static final String END_OF_INPUT = "unexpected end of input stream";
  private static final String LONE_RETURN = "carriage return without line feed in comment";

  /// U+FEFF in UTF-8.
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /// Tokens longer than this are cut in messages.
  private static final int MAX_QUOTED_LENGTH = 4096;

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

  TextScanner(byte[] bytes) {
    this.bytes = bytes;
    this.tokens = new TokenCache(bytes.length);
  }

  /// Skips the mark that tools on Windows put in front of UTF-8; to be called before anything else.
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

  /// Moves on to what has to follow on the same line.
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

  /// Begins a line, and answers whether it holds anything but the end of the input.
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

  /// Refuses a line that ends with the input, not with a line feed.
  void requireLineFeed() throws ParseException {
    if (endOfLine() == bytes.length) {
      throw error(END_OF_INPUT, bytes.length);
    }
  }

  /// Refuses a comment that may have swallowed the lines behind it: one without a line feed, or
  /// with a carriage return inside. Only a help text may hold line ends of CR LF, the LF escaped.
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

  /// Reads up to the next blank or the end of the line; [#isWord] and others tell what was read.
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

  /// Where the word read last starts.
  int wordStart() {
    return wordFrom;
  }

  /// Whether the word read last is `ascii`.
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

  /// The number that the word read last spells, see [GoFloat#parse].
  double wordAsFloat() {
    return GoFloat.parse(bytes, wordFrom, wordTo);
  }

  /// Whether the word read last spells a signed integer of 64 bits.
  boolean isWordInteger() {
    int from = wordFrom < wordTo && isSign(bytes[wordFrom]) ? wordFrom + 1 : wordFrom;
    for (int i = from; i < wordTo; i++) {
      if (!isDigit(bytes[i])) {
        return false;
      }
    }
    return from < wordTo && fitsLong(Utf8.decode(bytes, wordFrom, wordTo - wordFrom));
  }

  /// The word read last, quoted for a message.
  String quotedWord() {
    int to = Math.min(wordTo, wordFrom + MAX_QUOTED_LENGTH);
    return quoted(Utf8.decode(bytes, wordFrom, to - wordFrom));
  }

  /// Skips a name spelled like the one from `from` to `to`, and answers whether there was one.
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

  /// Reads a label value from behind its opening quote to behind its closing one.
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

  /// Reads the rest of the line, undoing escapes.
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

  /// Reads the rest of the line without its backslashes, which the Pushgateway drops here.
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

  /// The string as messages show it.
  static String quoted(String string) {
    return GoQuote.quote(
        string.length() > MAX_QUOTED_LENGTH
            ? string.substring(0, MAX_QUOTED_LENGTH) + "..."
            : string);
  }

  /// A bare name is one stretch of letters, digits, `_` and, for a metric, `:`. A quote may open
  /// anywhere in it; the name ends where the quote closes.
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

  /// Reads into `unescaped` up to and with the closing quote.
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

  /// Reads what follows a backslash.
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
