package io.sluice.http.server;

import io.sluice.http.BadRequestException;
import io.sluice.http.Header;
import io.sluice.http.Target;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parses a request line and headers as strictly as Go's `net/http`, with the same error messages.
///
/// It is stricter in two cases, because a proxy may interpret them differently: a header that is
/// continued on the next line, and a body with both a length and chunks. Lines may end with a lone
/// LF.
final class HeadParser {
  private static final boolean[] TOKEN = table("!#$%&'*+-.^_`|~");
  private static final boolean[] HOST = table("!$%&'()*+,-.:;=[]_~");

  private final byte[] head;

  /// Index of the first byte not yet read.
  private int position;

  private final List<Header> headers = new ArrayList<>(8);
  private @Nullable String host;
  private @Nullable String contentLength;
  private @Nullable String transferEncoding;
  private @Nullable String expect;
  private boolean saysClose;
  private boolean saysKeepAlive;
  private boolean hasOddName;

  private HeadParser(byte[] head) {
    this.head = head;
  }

  /// @param head up to and including the empty line
  static RequestHead parse(byte[] head) throws BadRequestException {
    return new HeadParser(head).parse();
  }

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

  private RequestHead parse() throws BadRequestException {
    String line = line();
    int first = line.indexOf(' ');
    int second = line.indexOf(' ', first + 1);
    if (first <= 0 || second < 0) {
      throw BadRequestException.plain();
    }
    String method = line.substring(0, first);
    String version = line.substring(second + 1);
    checkRequestLine(line, method, version);
    Target target = Target.parse(method, line.substring(first + 1, second));
    readHeaders();
    boolean isHttp10 = version.equals("HTTP/1.0");
    long length = bodyLength(isHttp10);
    checkVersion(method, target, version);
    checkNames(method, isHttp10);
    boolean keepsAlive = !saysClose && (!isHttp10 || saysKeepAlive);
    return new RequestHead(
        method,
        target,
        isHttp10,
        Collections.unmodifiableList(headers),
        length,
        keepsAlive,
        expect);
  }

  private static void checkRequestLine(String line, String method, String version)
      throws BadRequestException {
    boolean isVersion =
        version.length() == "HTTP/1.1".length()
            && version.startsWith("HTTP/")
            && isDigit(version.charAt(5))
            && version.charAt(6) == '.'
            && isDigit(version.charAt(7));
    if (!isVersion || !areAll(TOKEN, method) || hasControls(line)) {
      throw BadRequestException.plain();
    }
  }

  private void readHeaders() throws BadRequestException {
    while (true) {
      int start = position;
      int feed = lineFeed();
      int end = feed > start && head[feed - 1] == '\r' ? feed - 1 : feed;
      position = feed + 1;
      if (end == start) {
        return;
      }
      readHeader(start, end);
    }
  }

  private void readHeader(int start, int end) throws BadRequestException {
    int colon = start;
    while (colon < end && head[colon] != ':') {
      byte c = head[colon++];
      if (c == ' ' && colon - 1 > start) {
        hasOddName = true;
      } else if (c < 0 || !TOKEN[c]) {
        throw BadRequestException.plain();
      }
    }
    if (colon == start || colon == end) {
      throw BadRequestException.plain();
    }
    Header header = new Header(latin1(start, colon), value(colon + 1, end));
    headers.add(header);
    note(header);
  }

  private String value(int from, int to) throws BadRequestException {
    int start = from;
    int end = to;
    while (start < end && isBlank(head[start])) {
      start++;
    }
    while (end > start && isBlank(head[end - 1])) {
      end--;
    }
    for (int i = start; i < end; i++) {
      byte c = head[i];
      if ((c >= 0 && c < ' ' && c != '\t') || c == 0x7f) {
        throw BadRequestException.plain();
      }
    }
    return latin1(start, end);
  }

  /// Evaluates the headers that determine how the request is processed.
  private void note(Header header) throws BadRequestException {
    String name = header.name();
    String value = header.value();
    switch (name.length()) {
      case 4 -> {
        if (name.equalsIgnoreCase("Host")) {
          host = onlyOne(host, value);
        }
      }
      case 6 -> {
        if (name.equalsIgnoreCase("Expect") && expect == null && !value.isEmpty()) {
          expect = value;
        }
      }
      case 10 -> {
        if (name.equalsIgnoreCase("Connection")) {
          noteConnection(value);
        }
      }
      case 14 -> {
        if (name.equalsIgnoreCase("Content-Length")) {
          contentLength = sameAgain(contentLength, value);
        }
      }
      case 17 -> {
        if (name.equalsIgnoreCase("Transfer-Encoding")) {
          transferEncoding = transferEncoding == null ? value : transferEncoding + "," + value;
        }
      }
      default -> {}
    }
  }

  private void noteConnection(String value) {
    int start = 0;
    while (start <= value.length()) {
      int comma = value.indexOf(',', start);
      int end = comma < 0 ? value.length() : comma;
      String token = value.substring(start, end).strip();
      saysClose |= token.equalsIgnoreCase("close");
      saysKeepAlive |= token.equalsIgnoreCase("keep-alive");
      start = end + 1;
    }
  }

  private static String onlyOne(@Nullable String before, String value) throws BadRequestException {
    if (before != null) {
      throw BadRequestException.plain();
    }
    return value;
  }

  private static String sameAgain(@Nullable String before, String value)
      throws BadRequestException {
    if (before != null && !before.equals(value)) {
      throw BadRequestException.plain();
    }
    return value;
  }

  private long bodyLength(boolean isHttp10) throws BadRequestException {
    if (transferEncoding == null) {
      return contentLength == null ? 0 : number(contentLength);
    }
    if (isHttp10 || contentLength != null) {
      throw BadRequestException.plain();
    }
    if (!transferEncoding.equalsIgnoreCase("chunked")) {
      throw new BadRequestException("501 Not Implemented", "Unsupported transfer encoding");
    }
    return RequestHead.CHUNKED;
  }

  static long number(String digits) throws BadRequestException {
    if (digits.isEmpty() || digits.length() > 18) {
      throw BadRequestException.plain();
    }
    long number = 0;
    for (int i = 0; i < digits.length(); i++) {
      if (!isDigit(digits.charAt(i))) {
        throw BadRequestException.plain();
      }
      number = number * 10 + (digits.charAt(i) - '0');
    }
    return number;
  }

  private static void checkVersion(String method, Target target, String version)
      throws BadRequestException {
    boolean isHttp2Preface =
        method.equals("PRI") && target.raw().equals(Target.SERVER) && version.equals("HTTP/2.0");
    if (isHttp2Preface) {
      throw BadRequestException.plain();
    }
    if (version.charAt(5) != '1') {
      throw BadRequestException.saying(
          "505 HTTP Version Not Supported: unsupported protocol version");
    }
  }

  private void checkNames(String method, boolean isHttp10) throws BadRequestException {
    if (host == null && !isHttp10 && !method.equals("CONNECT")) {
      throw BadRequestException.saying("400 Bad Request: missing required Host header");
    }
    if (host != null) {
      checkHost(host);
    }
    if (hasOddName) {
      throw BadRequestException.saying("400 Bad Request: invalid header name");
    }
  }

  private String line() throws BadRequestException {
    int start = position;
    int feed = lineFeed();
    position = feed + 1;
    return latin1(start, feed > start && head[feed - 1] == '\r' ? feed - 1 : feed);
  }

  private int lineFeed() throws BadRequestException {
    for (int i = position; i < head.length; i++) {
      if (head[i] == '\n') {
        return i;
      }
    }
    throw BadRequestException.plain();
  }

  private String latin1(int start, int end) {
    return new String(head, start, end - start, StandardCharsets.ISO_8859_1);
  }

  private static boolean hasControls(String line) {
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) < ' ' || line.charAt(i) == 0x7f) {
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

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isBlank(byte c) {
    return c == ' ' || c == '\t';
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
