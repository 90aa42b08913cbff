package io.sluice.http.listen;

import java.io.IOException;

/// Where to listen.
public sealed interface ListenAddress permits Address, UnixAddress, VsockAddress, InheritedSocket {
  /// Reads what an operator wrote: `unix:///path`, `vsock://:9100`, or an address as [Address]
  /// takes it.
  ///
  /// @throws IOException with Go's words where it has some
  static ListenAddress parse(String text) throws IOException {
    if (text.startsWith(UnixAddress.SCHEME)) {
      return UnixAddress.parse(text);
    }
    return text.startsWith(VsockAddress.SCHEME) ? VsockAddress.parse(text) : Address.parse(text);
  }
}
