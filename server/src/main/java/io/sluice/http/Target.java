package io.sluice.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A request target, parsed like Go's `url.ParseRequestURI`.
///
/// Each char is one byte (Latin-1). A plus and a semicolon are literal; `%00` to `%ff`, raw bytes
/// from 0x80 on and a number sign are allowed in a path.
///
/// @param raw as sent
/// @param rawPath the path as sent, still escaped
/// @param path percent-decoded once
/// @param query the part after the first question mark, undecoded, or null
public record Target(String raw, String rawPath, String path, @Nullable String query) {
  /// The target of `OPTIONS *`.
  public static final String SERVER = "*";

  public static Target parse(String method, String raw) throws BadRequestException {
    if (raw.equals(SERVER)) {
      return new Target(raw, raw, raw, null);
    }
    if (method.equals("CONNECT") && !raw.startsWith("/")) {
      return new Target(raw, "", "", null);
    }
    int start = pathStart(raw);
    int question = raw.indexOf('?', start);
    int end = question < 0 ? raw.length() : question;
    String rawPath = end == start && start > 0 ? "/" : raw.substring(start, end);
    String query = question < 0 ? null : raw.substring(question + 1);
    return new Target(raw, rawPath, decode(rawPath), query);
  }

  /// The start of the path: 0, or the end of the authority of an absolute target.
  private static int pathStart(String raw) throws BadRequestException {
    if (raw.startsWith("/")) {
      return 0;
    }
    int authority = raw.indexOf("://") + 3;
    if (authority < 4 || !isScheme(raw, authority - 3)) {
      throw BadRequestException.plain();
    }
    for (int i = authority; i < raw.length(); i++) {
      if (raw.charAt(i) == '/' || raw.charAt(i) == '?') {
        return i;
      }
    }
    return raw.length();
  }

  private static boolean isScheme(String raw, int end) {
    for (int i = 0; i < end; i++) {
      char c = raw.charAt(i);
      boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean isLater = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
      if (!isLetter && (i == 0 || !isLater)) {
        return false;
      }
    }
    return true;
  }

  private static String decode(String rawPath) throws BadRequestException {
    int percent = rawPath.indexOf('%');
    if (percent < 0) {
      return rawPath;
    }
    byte[] decoded = new byte[rawPath.length()];
    int length = 0;
    for (int i = 0; i < rawPath.length(); i++) {
      char c = rawPath.charAt(i);
      if (c == '%') {
        decoded[length++] = (byte) escape(rawPath, i);
        i += 2;
      } else {
        decoded[length++] = (byte) c;
      }
    }
    return new String(decoded, 0, length, StandardCharsets.ISO_8859_1);
  }

  private static int escape(String text, int percent) throws BadRequestException {
    if (percent + 2 >= text.length()) {
      throw BadRequestException.plain();
    }
    int high = Character.digit(text.charAt(percent + 1), 16);
    int low = Character.digit(text.charAt(percent + 2), 16);
    if (high < 0 || low < 0) {
      throw BadRequestException.plain();
    }
    return high << 4 | low;
  }
}
