package io.sluice.http;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;

/// Where a listener gets its TLS from, asked anew for each handshake: certificates may change while
/// connections stay open.
///
/// What clients are offered by ALPN is part of the context; see [#http2AndHttp1] and [#http1]. A
/// context without it makes a server that speaks HTTP/1.1 only.
@FunctionalInterface
public interface TlsSource {
  /// The context for one handshake. Called on an event loop, by several at once: what it is made
  /// from should be looked at here, but made again only when it has changed.
  ///
  /// @throws IOException when there is none that may be used; the handshake is then refused
  SslContext context() throws IOException;

  /// For a context's builder: offers HTTP/2, and HTTP/1.1 to those who do not know it.
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
