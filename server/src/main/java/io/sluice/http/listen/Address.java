package io.sluice.http.listen;

import io.sluice.http.PeerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/// A TCP address to listen on, in the format of Go's `net.Listen`: `:9091`, `127.0.0.1:0`,
/// `[::1]:9091`, `localhost:9091`.
///
/// @param host a name or a literal without brackets; empty means all interfaces
/// @param port 0 means any free port
public record Address(String host, int port) implements ListenAddress {
  private static final int MAX_PORT = 65_535;

  /// Parses an address.
  ///
  /// @throws IOException with Go's message if it is not an address
  public static Address parse(String text) throws IOException {
    if (text.isEmpty()) {
      return new Address("", 0);
    }
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw malformed(text, "missing port in address");
    }
    return new Address(host(text, colon), port(text.substring(colon + 1)));
  }

  /// The socket address to bind.
  ///
  /// @throws IOException if the name cannot be resolved
  InetSocketAddress resolve() throws IOException {
    if (host.isEmpty()) {
      return new InetSocketAddress(port);
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      throw new IOException("listen tcp: lookup " + host + ": no such host", e);
    }
  }

  @Override
  public String toString() {
    return PeerAddress.join(host, port);
  }

  private static String host(String text, int lastColon) throws IOException {
    if (text.startsWith("[")) {
      return bracketed(text, lastColon);
    }
    String host = text.substring(0, lastColon);
    if (host.indexOf(':') >= 0) {
      throw malformed(text, "too many colons in address");
    }
    if (text.indexOf('[') >= 0) {
      throw malformed(text, "unexpected '[' in address");
    }
    if (text.indexOf(']') >= 0) {
      throw malformed(text, "unexpected ']' in address");
    }
    return host;
  }

  private static String bracketed(String text, int lastColon) throws IOException {
    int end = text.indexOf(']');
    if (end < 0) {
      throw malformed(text, "missing ']' in address");
    }
    if (end + 1 == text.length()) {
      throw malformed(text, "missing port in address");
    }
    if (end + 1 != lastColon) {
      boolean isColonNext = text.charAt(end + 1) == ':';
      throw malformed(text, isColonNext ? "too many colons in address" : "missing port in address");
    }
    return text.substring(1, end);
  }

  private static int port(String digits) throws IOException {
    if (digits.isEmpty()) {
      return 0;
    }
    int port = 0;
    for (int i = 0; i < digits.length(); i++) {
      char digit = digits.charAt(i);
      if (digit < '0' || digit > '9') {
        throw new IOException("listen tcp: lookup tcp/" + digits + ": unknown port");
      }
      port = Math.min(port * 10 + (digit - '0'), MAX_PORT + 1);
    }
    if (port > MAX_PORT) {
      throw new IOException("listen tcp: address " + digits + ": invalid port");
    }
    return port;
  }

  private static IOException malformed(String text, String what) {
    return new IOException("listen tcp: address " + text + ": " + what);
  }
}
