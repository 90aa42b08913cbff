package io.sluice.http.listen;

import java.io.IOException;

/// An address to listen on.
public sealed interface ListenAddress permits Address, UnixAddress, VsockAddress, InheritedSocket {
  /// Parses an address: `unix:///path`, `vsock://:9100`, or the format of [Address].
  ///
  /// @throws IOException with Go's message if it has one
  static ListenAddress parse(String text) throws IOException {
    if (text.startsWith(UnixAddress.SCHEME)) {
      return UnixAddress.parse(text);
    }
    return text.startsWith(VsockAddress.SCHEME) ? VsockAddress.parse(text) : Address.parse(text);
  }
}
