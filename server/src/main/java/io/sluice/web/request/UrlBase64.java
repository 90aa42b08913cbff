package io.sluice.web.request;

import java.io.ByteArrayOutputStream;

/// Decodes base64 with the URL alphabet like Go's `base64.RawURLEncoding`: without padding,
/// ignoring CR, LF and the unused last bits, and with the same error messages.
public final class UrlBase64 {
  /// Invalid base64. `decoded` contains the bytes before the invalid group of four characters.
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    private final byte[] decoded;

    Malformed(int position, byte[] decoded) {
      super("illegal base64 data at input byte " + position, null, false, false);
      this.decoded = decoded;
    }

    byte[] decoded() {
      return decoded;
    }
  }

  private UrlBase64() {}

  /// Removes all padding at the end of `text`, and decodes the rest.
  ///
  /// @param text one byte per char
  static byte[] decode(String text) throws Malformed {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '=') {
      end--;
    }
    var out = new ByteArrayOutputStream(end);
    int bits = 0;
    int digits = 0;
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        continue;
      }
      int digit = digit(c);
      if (digit < 0) {
        throw new Malformed(i, out.toByteArray());
      }
      bits = bits << 6 | digit;
      if (++digits == 4) {
        out.write(bits >> 16);
        out.write(bits >> 8);
        out.write(bits);
        bits = 0;
        digits = 0;
      }
    }
    if (digits == 1) {
      throw new Malformed(end - 1, out.toByteArray());
    }
    if (digits >= 2) {
      out.write(bits >> (6 * digits - 8));
    }
    if (digits == 3) {
      out.write(bits >> 2);
    }
    return out.toByteArray();
  }

  private static int digit(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return c == '-' ? 62 : c == '_' ? 63 : -1;
  }
}
