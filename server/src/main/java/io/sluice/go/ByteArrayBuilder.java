package io.sluice.go;

import io.sluice.model.Utf8;
import java.util.Arrays;
import java.util.Objects;

/// A growing byte buffer that writers append to.
///
/// Unlike `ByteArrayOutputStream`, it does not lock for each byte and exposes its array, so that
/// the bytes can be compressed or sent without a copy.
public final class ByteArrayBuilder {
  private static final int INITIAL_BYTES = 256;
  private static final int MAX_BYTES = Integer.MAX_VALUE - 8;
  private static final int MAX_BYTES_PER_CHAR = 3;
  private static final int MAX_DIGITS = 10;

  private byte[] bytes;
  private int length;

  public ByteArrayBuilder() {
    this(INITIAL_BYTES);
  }

  /// An empty builder with room for `capacity` bytes.
  public ByteArrayBuilder(int capacity) {
    bytes = new byte[capacity];
  }

  public ByteArrayBuilder append(byte value) {
    reserve(1);
    bytes[length++] = value;
    return this;
  }

  /// Appends an ASCII character.
  public ByteArrayBuilder append(char ascii) {
    return append((byte) ascii);
  }

  public ByteArrayBuilder append(byte[] source) {
    return append(source, 0, source.length);
  }

  public ByteArrayBuilder append(byte[] source, int offset, int count) {
    Objects.checkFromIndexSize(offset, count, source.length);
    reserve(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
    return this;
  }

  /// Appends a string of ASCII characters only.
  public ByteArrayBuilder appendAscii(String ascii) {
    int count = ascii.length();
    reserve(count);
    byte[] to = bytes;
    int at = length;
    for (int i = 0; i < count; i++) {
      to[at + i] = (byte) ascii.charAt(i);
    }
    length = at + count;
    return this;
  }

  /// Appends a number that is not negative, in decimal digits.
  public ByteArrayBuilder appendDigits(int number) {
    reserve(MAX_DIGITS);
    int end = length + 1;
    for (int rest = number; rest >= 10; rest /= 10) {
      end++;
    }
    int at = end;
    int rest = number;
    do {
      bytes[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    length = end;
    return this;
  }

  /// Appends the UTF-8 bytes of `string`, and restores escaped bytes (see [Utf8]).
  public ByteArrayBuilder appendUtf8(String string) {
    return appendUtf8(string, 0, string.length());
  }

  /// [#appendUtf8] of the characters of `string` from `from` to `to`.
  public ByteArrayBuilder appendUtf8(String string, int from, int to) {
    reserve(to - from);
    int start = from;
    char ascii;
    while (start < to && (ascii = string.charAt(start)) < 0x80) {
      bytes[length + start - from] = (byte) ascii;
      start++;
    }
    length += start - from;
    for (int i = start; i < to; i++) {
      char c = string.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < to
          && Character.isLowSurrogate(string.charAt(i + 1))) {
        appendSupplementary(Character.toCodePoint(c, string.charAt(++i)));
      } else {
        appendUtf8(c);
      }
    }
    return this;
  }

  public int length() {
    return length;
  }

  /// A copy of the bytes.
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  /// The internal array, whose first [#length] bytes are valid. Use it only until the next append.
  public byte[] array() {
    return bytes;
  }

  /// Removes the bytes and keeps the capacity.
  public void clear() {
    length = 0;
  }

  /// The bytes as text, for messages and tests.
  @Override
  public String toString() {
    return Utf8.decode(bytes, 0, length);
  }

  /// Appends a UTF-16 code unit that is not part of a surrogate pair.
  private void appendUtf8(char c) {
    reserve(MAX_BYTES_PER_CHAR);
    if (c < 0x80) {
      bytes[length++] = (byte) c;
    } else if (c < 0x800) {
      bytes[length++] = (byte) (0xC0 | (c >> 6));
      bytes[length++] = (byte) (0x80 | (c & 0x3F));
    } else if (Utf8.isEscape(c)) {
      bytes[length++] = (byte) c;
    } else if (Character.isSurrogate(c)) {
      bytes[length++] = '?';
    } else {
      bytes[length++] = (byte) (0xE0 | (c >> 12));
      bytes[length++] = (byte) (0x80 | ((c >> 6) & 0x3F));
      bytes[length++] = (byte) (0x80 | (c & 0x3F));
    }
  }

  private void appendSupplementary(int codePoint) {
    reserve(4);
    bytes[length++] = (byte) (0xF0 | (codePoint >> 18));
    bytes[length++] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
    bytes[length++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
    bytes[length++] = (byte) (0x80 | (codePoint & 0x3F));
  }

  private void reserve(int count) {
    if (count > bytes.length - length) {
      grow(count);
    }
  }

  private void grow(int count) {
    long needed = (long) length + count;
    if (needed > MAX_BYTES) {
      throw new IllegalStateException("too many bytes for one array: needed=" + needed);
    }
    bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_BYTES, Math.max(needed, 2L * bytes.length)));
  }
}
