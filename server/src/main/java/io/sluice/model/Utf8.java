package io.sluice.model;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// Converts between strings and bytes that may be invalid UTF-8.
///
/// Names and values are Java strings everywhere. A byte that is not part of valid UTF-8 is stored
/// as the lone surrogate `0xDC00 + byte`, which valid input never produces, so that it can be
/// reported as it was sent ([#isValid] detects such bytes, [#encode] restores them). The scheme is
/// Python's `surrogateescape` (PEP 383).
public final class Utf8 {
  private static final int ESCAPE = 0xDC00;

  /// The order of the UTF-8 bytes, which is the order of code points. It differs from
  /// [String#compareTo] for surrogate pairs and characters from U+E000 to U+FFFF.
  public static final Comparator<String> BYTE_ORDER = Utf8::compare;

  private Utf8() {}

  /// Decodes the bytes and escapes those that are not UTF-8.
  public static String decode(byte[] bytes) {
    return decode(bytes, 0, bytes.length);
  }

  /// Decodes `length` bytes from `offset` and escapes those that are not UTF-8.
  public static String decode(byte[] bytes, int offset, int length) {
    boolean ascii = true;
    for (int i = offset; i < offset + length && ascii; i++) {
      ascii = bytes[i] >= 0;
    }
    if (ascii) {
      return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }
    CharBuffer strict = decodeStrictly(bytes, offset, length);
    return strict != null ? strict.toString() : decodeEscaping(bytes, offset, length);
  }

  /// The bytes that `string` was decoded from.
  public static byte[] encode(String string) {
    if (isValid(string)) {
      return string.getBytes(StandardCharsets.UTF_8);
    }
    var out = new byte[string.length() * 3];
    int length = 0;
    for (int i = 0; i < string.length(); ) {
      int codePoint = string.codePointAt(i);
      i += Character.charCount(codePoint);
      if (isEscape(codePoint)) {
        out[length++] = (byte) (codePoint - ESCAPE);
      } else {
        byte[] encoded = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(encoded, 0, out, length, encoded.length);
        length += encoded.length;
      }
    }
    return java.util.Arrays.copyOf(out, length);
  }

  /// Whether `string` was decoded from valid UTF-8, that is, contains no lone surrogate.
  public static boolean isValid(String string) {
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < string.length()
                && Character.isLowSurrogate(string.charAt(i + 1));
        if (!pair) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /// Whether `codePoint` represents a byte that was not UTF-8; the byte is in its low eight bits.
  public static boolean isEscape(int codePoint) {
    return codePoint >= ESCAPE + 0x80 && codePoint <= ESCAPE + 0xFF;
  }

  /// `string` with each run of bytes that were not UTF-8 replaced by one U+FFFD.
  public static String replaceInvalid(String string) {
    if (isValid(string)) {
      return string;
    }
    var result = new StringBuilder(string.length());
    boolean inRun = false;
    for (int i = 0; i < string.length(); ) {
      int codePoint = string.codePointAt(i);
      i += Character.charCount(codePoint);
      boolean invalid =
          codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
      if (!invalid) {
        result.appendCodePoint(codePoint);
      } else if (!inRun) {
        result.append('\uFFFD');
      }
      inRun = invalid;
    }
    return result.toString();
  }

  private static int compare(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean bothHigh = x >= Character.MIN_SURROGATE && y >= Character.MIN_SURROGATE;
        return bothHigh ? surrogatesLast(x) - surrogatesLast(y) : x - y;
      }
    }
    return a.length() - b.length();
  }

  /// Maps U+E000 to U+FFFF below the surrogates, as in the UTF-8 order.
  private static int surrogatesLast(char c) {
    return Character.isSurrogate(c) ? c + 0x2000 : c - 0x800;
  }

  private static @Nullable CharBuffer decodeStrictly(byte[] bytes, int offset, int length) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
    } catch (CharacterCodingException _) {
      return null;
    }
  }

  private static String decodeEscaping(byte[] bytes, int offset, int length) {
    var result = new StringBuilder(length);
    int end = offset + length;
    for (int i = offset; i < end; ) {
      int size = sequenceLength(bytes, i, end);
      if (size == 0) {
        result.append((char) (ESCAPE + (bytes[i] & 0xFF)));
        i++;
      } else {
        result.append(new String(bytes, i, size, StandardCharsets.UTF_8));
        i += size;
      }
    }
    return result.toString();
  }

  /// The length of the well-formed sequence at `at` (Unicode 15, table 3-7), or 0 if there is none.
  private static int sequenceLength(byte[] bytes, int at, int end) {
    int first = bytes[at] & 0xFF;
    if (first < 0x80) {
      return 1;
    }
    int size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || at + size > end) {
      return 0;
    }
    int second = bytes[at + 1] & 0xFF;
    int lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    int highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (second < lowest || second > highest) {
      return 0;
    }
    for (int i = 2; i < size; i++) {
      if ((bytes[at + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return size;
  }
}
