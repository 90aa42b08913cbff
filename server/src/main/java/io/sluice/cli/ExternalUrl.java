package io.sluice.cli;

import io.sluice.go.GoQuote;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// The value of `--web.external-url`, checked by the rules of Go's `url.Parse`, which are less
/// strict than those of [java.net.URI]: spaces and non-ASCII characters may be unescaped, and no
/// part is required.
///
/// @param text as given
/// @param path percent-decoded; empty if the URL has none
public record ExternalUrl(String text, String path) {
  private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*):.*");
  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f]");
  private static final Pattern USER = Pattern.compile("[a-zA-Z0-9._:~!$&'()*+,;=%@-]*");
  private static final Pattern PORT = Pattern.compile("(:[0-9]*)?");
  private static final Pattern ESCAPE = Pattern.compile("%[0-9a-fA-F]{2}.*");
  private static final String NOT_IN_HOST = " #%/?@\\^`{|}";

  static ExternalUrl parse(String text) throws FlagException {
    String url = before(text, '#');
    String path = naming(url, () -> parsePath(url));
    naming(text, () -> unescape(text.substring(url.length())));
    return new ExternalUrl(text, path);
  }

  private interface Step {
    String run() throws FlagException;
  }

  /// The result of `step`; if it fails, `url` is prepended to the message.
  private static String naming(String url, Step step) throws FlagException {
    try {
      return step.run();
    } catch (FlagException e) {
      throw new FlagException("invalid URL: parse " + GoQuote.quote(url) + ": " + e.getMessage());
    }
  }

  private static String parsePath(String url) throws FlagException {
    if (CONTROL.matcher(url).find()) {
      throw new FlagException("net/url: invalid control character in URL");
    }
    if (url.startsWith(":")) {
      throw new FlagException("missing protocol scheme");
    }
    var scheme = SCHEME.matcher(url);
    boolean hasScheme = scheme.matches();
    String rest = before(hasScheme ? url.substring(scheme.end(1) + 1) : url, '?');
    if (hasScheme && !rest.startsWith("/")) {
      return "";
    }
    if (!hasScheme && before(rest, '/').contains(":")) {
      throw new FlagException("first path segment in URL cannot contain colon");
    }
    boolean hasAuthority = rest.startsWith("//") && (hasScheme || !rest.startsWith("///"));
    if (!hasAuthority) {
      return unescape(rest);
    }
    String authority = before(rest.substring(2), '/');
    checkAuthority(authority);
    return unescape(rest.substring(2 + authority.length()));
  }

  private static String before(String text, char end) {
    int at = text.indexOf(end);
    return at < 0 ? text : text.substring(0, at);
  }

  private static void checkAuthority(String authority) throws FlagException {
    int hostAt = authority.lastIndexOf('@') + 1;
    checkHost(authority.substring(hostAt));
    String user = authority.substring(0, hostAt);
    if (!USER.matcher(user).matches()) {
      throw new FlagException("net/url: invalid userinfo");
    }
    checkEscapes(user);
  }

  private static void checkHost(String host) throws FlagException {
    boolean inBrackets = host.startsWith("[");
    int bracket = host.lastIndexOf(']');
    if (inBrackets && bracket < 0) {
      throw new FlagException("missing ']' in host");
    }
    int portAt = inBrackets ? bracket + 1 : host.lastIndexOf(':');
    String port = portAt < 0 ? "" : host.substring(portAt);
    if (!PORT.matcher(port).matches()) {
      throw new FlagException("invalid port " + GoQuote.quote(port) + " after host");
    }
    checkHostCharacters(host);
  }

  /// In a host, only non-ASCII bytes and the percent sign before the zone of an address may be
  /// escaped.
  private static void checkHostCharacters(String host) throws FlagException {
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c == '%') {
        checkEscape(host, i);
        boolean ofAscii = Character.digit(host.charAt(i + 1), 16) < 8;
        if (ofAscii && !host.startsWith("%25", i)) {
          throw invalidEscape(host.substring(i, i + 3));
        }
        i += 2;
      } else if (NOT_IN_HOST.indexOf(c) >= 0) {
        throw new FlagException(
            "invalid character " + GoQuote.quote(String.valueOf(c)) + " in host name");
      }
    }
  }

  private static void checkEscapes(String text) throws FlagException {
    for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 3)) {
      checkEscape(text, i);
    }
  }

  private static void checkEscape(String text, int at) throws FlagException {
    String rest = text.substring(at);
    if (!ESCAPE.matcher(rest).matches()) {
      throw invalidEscape(rest.substring(0, Math.min(3, rest.length())));
    }
  }

  private static FlagException invalidEscape(String escape) {
    return new FlagException("invalid URL escape " + GoQuote.quote(escape));
  }

  private static String unescape(String path) throws FlagException {
    checkEscapes(path);
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    var unescaped = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '%') {
        unescaped.write(Character.digit(bytes[i + 1], 16) * 16 + Character.digit(bytes[i + 2], 16));
        i += 2;
      } else {
        unescaped.write(bytes[i]);
      }
    }
    return unescaped.toString(StandardCharsets.UTF_8);
  }
}
