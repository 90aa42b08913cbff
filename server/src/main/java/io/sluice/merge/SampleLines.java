package io.sluice.merge;

import io.sluice.go.ByteArrayBuilder;
import io.sluice.go.GoFloat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A cursor over sample lines.
final class SampleLines {
  private final byte[] bytes;

  /// Offsets of the first byte of the line, of its number, and of its line feed.
  private int start;

  private int numberStart;
  private int end = -1;

  SampleLines(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Whether `bytes` contains `ascii`.
  static boolean holds(byte[] bytes, String ascii) {
    byte[] wanted = ascii.getBytes(StandardCharsets.US_ASCII);
    for (int at = 0; at + wanted.length <= bytes.length; at++) {
      if (bytes[at] == wanted[0]
          && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
  }

  /// Moves to the next line, and returns whether there is one.
  boolean next() {
    start = end + 1;
    if (start >= bytes.length) {
      return false;
    }
    int at = start;
    int blank = start;
    while (at < bytes.length && bytes[at] != '\n') {
      if (bytes[at] == ' ') {
        blank = at;
      }
      at++;
    }
    numberStart = blank + 1;
    end = at;
    return true;
  }

  /// Whether this line and the other one are equal except for their numbers.
  boolean isOfSameSample(SampleLines other) {
    return Arrays.equals(bytes, start, numberStart, other.bytes, other.start, other.numberStart);
  }

  /// The number of this line, or a number that is not finite if it is invalid.
  double number() {
    return GoFloat.parse(bytes, numberStart, end);
  }

  /// The byte at `offset` in the line; a space after its end.
  byte at(int offset) {
    return start + offset < numberStart ? bytes[start + offset] : (byte) ' ';
  }

  /// The number in the last quotes of the line, or a number that is not finite if there is none.
  double lastQuoted() {
    int close = numberStart - " }\"".length(); // the text between, and the quote itself
    int open = close - 1;
    while (open > start && bytes[open] != '"') {
      open--;
    }
    return open > start ? GoFloat.parse(bytes, open + 1, close) : Double.NaN;
  }

  /// Appends the line.
  void copy(ByteArrayBuilder out) {
    out.append(bytes, start, end + 1 - start);
  }

  /// Appends the line with another number.
  void copyWith(double number, ByteArrayBuilder out) {
    out.append(bytes, start, numberStart - start);
    GoFloat.append(out, number);
    out.append('\n');
  }
}
