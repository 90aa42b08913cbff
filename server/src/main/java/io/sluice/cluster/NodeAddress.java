package io.sluice.cluster;

/// An address on which a node accepts connections of other nodes.
///
/// @param host empty for all addresses of the machine
/// @param port at least 1
public record NodeAddress(String host, int port) {
  private static final int MAX_PORT = 65_535;

  /// Parses an address in the format of flags: `host:port`, `[v6]:port`, or `:port`.
  ///
  /// @throws IllegalArgumentException if it is not one
  public static NodeAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    boolean isBracketed = host.startsWith("[") && host.endsWith("]");
    if (colon < 0 || (host.contains(":") && !isBracketed)) {
      throw new IllegalArgumentException("expected host:port, got \"" + text + "\"");
    }
    return new NodeAddress(
        isBracketed ? host.substring(1, host.length() - 1) : host, port(text, colon));
  }

  private static int port(String text, int colon) {
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (port >= 1 && port <= MAX_PORT) {
        return port;
      }
    } catch (NumberFormatException _) {
      // Reported below.
    }
    throw new IllegalArgumentException("expected a port from 1 to 65535, got \"" + text + "\"");
  }

  @Override
  public String toString() {
    return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
  }
}
