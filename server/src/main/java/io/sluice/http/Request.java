package io.sluice.http;

import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A request with its complete body, decompressed if the route requires it.
///
/// @param method as sent
/// @param headers all headers in order, names as sent
/// @param body the bytes, after decompression
/// @param headBytes size of the request line and headers plus the announced body length (0 if
///   unknown), which the Pushgateway uses as the size of a push
/// @param abandoned whether the client no longer waits for the response; called by any thread
public record Request(
    String method,
    Target target,
    List<Header> headers,
    byte[] body,
    long headBytes,
    Sender sender,
    BooleanSupplier abandoned) {

  /// A request whose client waits for the response without a time limit.
  public Request(
      String method,
      Target target,
      List<Header> headers,
      byte[] body,
      long headBytes,
      Sender sender) {
    this(method, target, headers, body, headBytes, sender, () -> false);
  }

  /// The path, percent-decoded once; each char is one byte (Latin-1).
  public String path() {
    return target.path();
  }

  /// The query after the question mark, undecoded, or null.
  public @Nullable String query() {
    return target.query();
  }

  /// The other side of the connection.
  public SocketAddress peer() {
    return sender.peer();
  }

  /// The authenticated user, or null without authentication.
  public @Nullable String user() {
    return sender.user();
  }

  /// Whether the client no longer waits for the response, so that work on it can stop. Thread-safe
  /// and fast.
  public boolean isAbandoned() {
    return abandoned.getAsBoolean();
  }

  /// The client's certificates, see [Sender#certificates].
  public List<X509Certificate> clientCertificates() {
    return sender.certificates();
  }

  /// This request with another body.
  public Request withBody(byte[] other) {
    return new Request(method, target, headers, other, headBytes, sender, abandoned);
  }

  /// This request with the user `name`.
  public Request withUser(String name) {
    var named = new Sender(sender.peer(), sender.tls(), name);
    return new Request(method, target, headers, body, headBytes, named, abandoned);
  }

  /// The client's address in the format of logs: `127.0.0.1:59290`, `unix`, `vsock:3:1024`.
  public String peerAddress() {
    return PeerAddress.format(peer());
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
