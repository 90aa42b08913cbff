package io.sluice.cli;

import io.sluice.go.GoQuote;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The origin of a web page in the form that browsers send: `scheme://host` or
/// `scheme://host:port`.
///
/// Browsers send it in exactly one form (RFC 6454, section 6.2, and the URL standard), and it is
/// compared as text. So any other form would never match.
final class WebOrigin {
  private static final Pattern SYNTAX =
      Pattern.compile("([a-z][a-z0-9+.-]*)://(\\[[0-9a-f:.]*\\]|[^/?#@:\\[\\]\\s]+)(?::([0-9]*))?");
  private static final Pattern HOST = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*\\.?");
  private static final Pattern NUMBER = Pattern.compile("(.*\\.)?(0x[0-9a-f]*|[0-9]+)\\.?");
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");
  private static final Map<String, Integer> SCHEME_TO_PORT = Map.of("http", 80, "https", 443);
  private static final int MAX_PORT = 65_535;
  private static final int GROUPS = 8;

  /// The origin of pages without one, such as those from a file.
  private static final String NONE = "null";

  private static final String ANY = "*";

  private WebOrigin() {}

  /// Checks an origin, or `*` for all.
  ///
  /// @param flag the name of the flag, for the message
  /// @throws FlagException if browsers never send it
  static String check(String flag, String text) throws FlagException {
    String problem = problem(text);
    if (problem != null) {
      throw new FlagException(
          "--%s: no browser sends the origin %s: %s".formatted(flag, GoQuote.quote(text), problem));
    }
    return text;
  }

  private static @Nullable String problem(String text) {
    if (text.equals(ANY) || text.equals(NONE)) {
      return null;
    }
    if (!text.equals(lowerCase(text))) {
      return "it must be in lower case";
    }
    if (!text.contains("://")) {
      return "it must begin with a scheme, such as https://";
    }
    Matcher parts = SYNTAX.matcher(text);
    if (!parts.matches()) {
      return "it must be scheme://host or scheme://host:port, and nothing else";
    }
    String problem = hostProblem(parts.group(2));
    return problem != null ? problem : portProblem(parts.group(1), parts.group(3));
  }

  private static @Nullable String hostProblem(String host) {
    if (host.contains(ANY)) {
      return "a host has no wildcards";
    }
    if (host.startsWith("[")) {
      return isShortestIpv6(host.substring(1, host.length() - 1))
          ? null
          : "the IPv6 address must be in its shortest form";
    }
    if (!HOST.matcher(host).matches()) {
      return "the host must have letters a to z, digits, hyphens and dots only; other names go in"
          + " their xn-- form";
    }
    boolean isAddress = NUMBER.matcher(host).matches();
    return isAddress && !IPV4.matcher(host).matches()
        ? "the IPv4 address must be four numbers with dots between them"
        : null;
  }

  private static @Nullable String portProblem(String scheme, @Nullable String port) {
    if (port == null) {
      return null;
    }
    boolean isNumber = port.matches("[1-9][0-9]{0,4}") && Integer.parseInt(port) <= MAX_PORT;
    if (!isNumber) {
      return "the port must be a number from 1 to " + MAX_PORT;
    }
    return SCHEME_TO_PORT.getOrDefault(scheme, 0) == Integer.parseInt(port)
        ? "browsers leave out the port %s of %s".formatted(port, scheme)
        : null;
  }

  private static boolean isShortestIpv6(String text) {
    try {
      return InetAddress.ofLiteral(text) instanceof Inet6Address address
          && shortest(address.getAddress()).equals(text);
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /// The form of the URL standard: the first of the longest runs of zeros is omitted.
  private static String shortest(byte[] address) {
    var groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = (address[2 * i] & 0xff) << 8 | (address[2 * i + 1] & 0xff);
    }
    int start = 0;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int end = i;
      while (end < GROUPS && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    var text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (length > 1 && i == start) {
        text.append(i == 0 ? "::" : ":");
        i += length - 1;
      } else {
        text.append(Integer.toHexString(groups[i])).append(i < GROUPS - 1 ? ":" : "");
      }
    }
    return text.toString();
  }

  private static String lowerCase(String text) {
    var lower = new StringBuilder(text);
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      lower.setCharAt(i, c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
    }
    return lower.toString();
  }
}
