package io.sluice.format.text;

import io.sluice.go.GoQuote;
import io.sluice.model.Utf8;

/// Shows the position of an error: the part of the line around it, with a caret below.
///
/// Excerpts are bounded, and safe for terminals: characters that are not printable are replaced.
public final class TextExcerpt {
  private static final int BYTES_BEFORE = 120;
  private static final int BYTES_AFTER = 80;
  private static final String CUT = "...";

  private TextExcerpt() {}

  /// The excerpt for the byte at `offset` of the line that starts at `lineStart`.
  public static String of(byte[] bytes, int lineStart, int offset) {
    int from = startOfCharacter(bytes, Math.max(lineStart, offset - BYTES_BEFORE), offset);
    int to = endOfLine(bytes, offset);
    String before = (from > lineStart ? CUT : "") + harmless(bytes, from, offset);
    String after = harmless(bytes, offset, to) + (isCut(bytes, to) ? CUT : "");
    int column = before.codePointCount(0, before.length());
    return before + after + "\n" + " ".repeat(column) + "^";
  }

  /// The column of the byte at `offset` in the line that starts at `lineStart`, in characters,
  /// counted from 1.
  public static int column(byte[] bytes, int lineStart, int offset) {
    String before = Utf8.decode(bytes, lineStart, offset - lineStart);
    return before.codePointCount(0, before.length()) + 1;
  }

  /// The start of the first complete character from `from` on, at most `offset`.
  private static int startOfCharacter(byte[] bytes, int from, int offset) {
    int start = from;
    while (start < offset && (bytes[start] & 0xC0) == 0x80) {
      start++;
    }
    return start;
  }

  /// The end of the excerpt after `offset`: the end of the line or earlier.
  private static int endOfLine(byte[] bytes, int offset) {
    int limit = Math.min(bytes.length, offset + BYTES_AFTER);
    for (int i = offset; i < limit; i++) {
      if (bytes[i] == '\n') {
        return i > offset && bytes[i - 1] == '\r' ? i - 1 : i;
      }
    }
    return startOfCharacterBefore(bytes, limit, offset);
  }

  private static int startOfCharacterBefore(byte[] bytes, int limit, int offset) {
    int end = limit;
    while (end > offset && end < bytes.length && (bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return end;
  }

  private static boolean isCut(byte[] bytes, int to) {
    return to < bytes.length && bytes[to] != '\n' && bytes[to] != '\r';
  }

  private static String harmless(byte[] bytes, int from, int to) {
    var result = new StringBuilder(to - from);
    Utf8.decode(bytes, from, to - from)
        .codePoints()
        .map(codePoint -> GoQuote.isPrintable(codePoint) ? codePoint : substitute(codePoint))
        .forEach(result::appendCodePoint);
    return result.toString();
  }

  private static int substitute(int codePoint) {
    return codePoint == '\t' ? ' ' : '\uFFFD';
  }
}
