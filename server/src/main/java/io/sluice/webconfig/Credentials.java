package io.sluice.webconfig;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// A user name and a password from `Authorization: Basic` (RFC 7617).
///
/// @param user null if the name is not UTF-8 and therefore not that of any user
/// @param password the bytes as sent
record Credentials(@Nullable String user, byte[] password) {
  private static final String SCHEME = "Basic ";

  /// Parses the value of the header; null if it does not contain credentials.
  static @Nullable Credentials parse(@Nullable String header) {
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return null;
    }
    byte[] decoded = decode(header.substring(SCHEME.length()));
    int colon = 0;
    while (colon < decoded.length && decoded[colon] != ':') {
      colon++;
    }
    return colon == decoded.length
        ? null
        : new Credentials(
            text(Arrays.copyOf(decoded, colon)),
            Arrays.copyOfRange(decoded, colon + 1, decoded.length));
  }

  /// The decoded bytes, or an empty array if `base64` is not padded base64.
  private static byte[] decode(String base64) {
    try {
      return base64.length() % 4 == 0 ? Base64.getDecoder().decode(base64) : new byte[0];
    } catch (IllegalArgumentException _) {
      return new byte[0];
    }
  }

  private static @Nullable String text(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException _) {
      return null;
    }
  }
}
