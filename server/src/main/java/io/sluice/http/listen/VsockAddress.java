package io.sluice.http.listen;

import java.io.IOException;

/// A port for the host and other virtual machines on it: `vsock://:9100`. Linux only.
///
/// @param port an unsigned 32-bit number
public record VsockAddress(int port) implements ListenAddress {
  static final String SCHEME = "vsock://";

  /// Parses what an operator wrote.
  ///
  /// @throws IOException when it names no port
  static VsockAddress parse(String text) throws IOException {
    String digits = text.substring(text.lastIndexOf(':') + 1);
    try {
      return new VsockAddress(Integer.parseUnsignedInt(digits));
    } catch (NumberFormatException e) {
      throw new IOException("listen vsock: address " + text + ": invalid port", e);
    }
  }

  /// As it is written.
  @Override
  public String toString() {
    return SCHEME + ":" + Integer.toUnsignedString(port);
  }
}
