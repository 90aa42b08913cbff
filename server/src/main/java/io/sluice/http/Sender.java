package io.sluice.http;

import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// The sender of a request.
///
/// @param peer the other side of the connection
/// @param tls the session of the connection, or null without TLS
/// @param user the authenticated user, or null without authentication
public record Sender(SocketAddress peer, @Nullable SSLSession tls, @Nullable String user) {
  /// A sender that is not authenticated.
  public Sender(SocketAddress peer, @Nullable SSLSession tls) {
    this(peer, tls, null);
  }

  /// The client's certificate chain, its own certificate first; empty if it has sent none. Whether
  /// they were verified depends on the TLS context.
  List<X509Certificate> certificates() {
    if (tls == null) {
      return List.of();
    }
    try {
      return Arrays.stream(tls.getPeerCertificates()).map(X509Certificate.class::cast).toList();
    } catch (SSLPeerUnverifiedException e) {
      return List.of();
    }
  }
}
