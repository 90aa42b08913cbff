package io.sluice.http.listen;

import java.io.IOException;

/// A vsock port, which the host and other virtual machines on it can connect to: `vsock://:9100`.
/// Linux only.
///
/// @param port an unsigned 32-bit number
public record VsockAddress(int port) implements ListenAddress {
  static final String SCHEME = "vsock://";

  /// Parses an address.
  ///
  /// @throws IOException if it has no valid port
  static VsockAddress parse(String text) throws IOException {
    String digits = text.substring(text.lastIndexOf(':') + 1);
    try {
      return new VsockAddress(Integer.parseUnsignedInt(digits));
    } catch (NumberFormatException e) {
      throw new IOException("listen vsock: address " + text + ": invalid port", e);
    }
  }

  @Override
  public String toString() {
    return SCHEME + ":" + Integer.toUnsignedString(port);
  }
}
