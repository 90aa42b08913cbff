package io.sluice.http.server;

import io.sluice.http.BadRequestException;

/// What Go's `net/http` accepts in the head of a request, with its error messages. The same for
/// HTTP/1.1 and HTTP/2.
final class HeadSyntax {
  private static final boolean[] TOKEN = table("!#$%&'*+-.^_`|~");
  private static final boolean[] HOST = table("!$%&'()*+,-.:;=[]_~");
  private static final int MAX_DIGITS = 18;

  private HeadSyntax() {}

  /// Refuses a method or a target that is invalid in a request line.
  static void checkTarget(String method, String target) throws BadRequestException {
    if (!areAll(TOKEN, method) || target.indexOf(' ') >= 0 || hasControls(target)) {
      throw BadRequestException.plain();
    }
  }

  /// Refuses a host that is invalid in a `Host` header.
  static void checkHost(String host) throws BadRequestException {
    if (!areAll(HOST, host)) {
      throw BadRequestException.saying("400 Bad Request: malformed Host header");
    }
  }

  /// Refuses a header value with control characters.
  static void checkValue(String value) throws BadRequestException {
    if (hasControls(value.replace('\t', ' '))) {
      throw BadRequestException.plain();
    }
  }

  /// The value of `Content-Length`.
  static long number(String digits) throws BadRequestException {
    if (digits.isEmpty() || digits.length() > MAX_DIGITS) {
      throw BadRequestException.plain();
    }
    long number = 0;
    for (int i = 0; i < digits.length(); i++) {
      char digit = digits.charAt(i);
      if (digit < '0' || digit > '9') {
        throw BadRequestException.plain();
      }
      number = number * 10 + (digit - '0');
    }
    return number;
  }

  private static boolean hasControls(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) == 0x7f) {
        return true;
      }
    }
    return false;
  }

  private static boolean areAll(boolean[] allowed, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= allowed.length || !allowed[text.charAt(i)]) {
        return false;
      }
    }
    return true;
  }

  /// A table of letters, digits and `others`.
  private static boolean[] table(String others) {
    boolean[] table = new boolean[128];
    for (char c = 0; c < table.length; c++) {
      table[c] = Character.isLetterOrDigit(c) || others.indexOf(c) >= 0;
    }
    return table;
  }
}
