package io.sluice.http;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;

/// Provides the TLS context for each handshake of a listener, because certificates may change while
/// the listener is open.
///
/// The protocols offered by ALPN are part of the context; see [#http2AndHttp1] and [#http1].
/// Without ALPN in the context, the server only supports HTTP/1.1.
@FunctionalInterface
public interface TlsSource {
  /// The context for one handshake. Called concurrently on event loops: it should check its files
  /// for changes, and recreate the context only if they have changed.
  ///
  /// @throws IOException if there is no usable context; the handshake is then refused
  SslContext context() throws IOException;

  /// For a context's builder: offers HTTP/2 and HTTP/1.1.
  static ApplicationProtocolConfig http2AndHttp1() {
    return offering(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);
  }

  /// For a context's builder: offers HTTP/1.1 only.
  static ApplicationProtocolConfig http1() {
    return offering(ApplicationProtocolNames.HTTP_1_1);
  }

  private static ApplicationProtocolConfig offering(String... protocols) {
    return new ApplicationProtocolConfig(
        ApplicationProtocolConfig.Protocol.ALPN,
        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
        protocols);
  }
}
