package io.sluice.http;

import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// A request with its whole body, decompressed where the route asks for it.
///
/// @param method as sent
/// @param target the request target as sent, for messages and redirects
/// @param path the path, percent-decoded once; each char is one byte (Latin-1)
/// @param query what followed the question mark, undecoded, or null
/// @param headers all of them in order, names as sent
/// @param body the bytes, after decompression
/// @param headBytes size of request line and headers plus the announced body length (0 if unknown),
///   as the Pushgateway counts the size of a push
/// @param peer the other side of the connection
/// @param tls the session it came in, or null without TLS
/// @param user the authenticated user, or null without authentication
/// @param abandoned whether the answer is no longer awaited; any thread may ask
public record Request(
    String method,
    String target,
    String path,
    @Nullable String query,
    List<Header> headers,
    byte[] body,
    long headBytes,
    SocketAddress peer,
    @Nullable SSLSession tls,
    @Nullable String user,
    BooleanSupplier abandoned) {

  /// A request whose client waits for the answer, however long that takes.
  public Request(
      String method,
      String target,
      String path,
      @Nullable String query,
      List<Header> headers,
      byte[] body,
      long headBytes,
      SocketAddress peer,
      @Nullable SSLSession tls,
      @Nullable String user) {
    this(method, target, path, query, headers, body, headBytes, peer, tls, user, () -> false);
  }

  /// Whether the answer is no longer awaited, so that work on it may end. Any thread may ask, as
  /// often as it likes.
  public boolean isAbandoned() {
    return abandoned.getAsBoolean();
  }

  /// The certificates the client has shown, its own first; empty when it has shown none. Whether
  /// they were verified depends on the TLS context.
  public List<X509Certificate> clientCertificates() {
    if (tls == null) {
      return List.of();
    }
    try {
      return Arrays.stream(tls.getPeerCertificates()).map(X509Certificate.class::cast).toList();
    } catch (SSLPeerUnverifiedException e) {
      return List.of();
    }
  }

  /// This request with another body.
  public Request withBody(byte[] other) {
    return new Request(
        method, target, path, query, headers, other, headBytes, peer, tls, user, abandoned);
  }

  /// This request as one of `name`.
  public Request withUser(String name) {
    return new Request(
        method, target, path, query, headers, body, headBytes, peer, tls, name, abandoned);
  }

  /// The other side of the connection as logs show it: `127.0.0.1:59290`, `unix`, `vsock:3:1024`.
  public String peerAddress() {
    return PeerAddress.format(peer);
  }

  /// The value of the first header called `name` (in any case), or null.
  public @Nullable String header(String name) {
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase(name)) {
        return header.value();
      }
    }
    return null;
  }

  /// The values of all headers called `name` (in any case).
  public List<String> headers(String name) {
    return headers.stream()
        .filter(h -> h.name().equalsIgnoreCase(name))
        .map(Header::value)
        .toList();
  }
}
