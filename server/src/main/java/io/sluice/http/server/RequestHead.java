package io.sluice.http.server;

import io.sluice.http.Header;
import io.sluice.http.Request;
import io.sluice.http.Sender;
import io.sluice.http.Target;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// A parsed request line with its headers.
///
/// @param isHttp10 whether the client uses HTTP/1.0, which has no chunked encoding
/// @param headers all headers in order, names as sent
/// @param contentLength the announced length of the body: 0 without a body, [#CHUNKED] if it is
///   chunked
/// @param keepsAlive whether the connection stays open for more requests
/// @param expect the value of `Expect`, or null
record RequestHead(
    String method,
    Target target,
    boolean isHttp10,
    List<Header> headers,
    long contentLength,
    boolean keepsAlive,
    @Nullable String expect) {

  static final long CHUNKED = -1;

  /// The body of a request without one, or of one whose body was not read.
  static final byte[] NO_BODY = {};

  /// The initial capacity of the buffer for a body.
  static final int FIRST_ROOM = 4096;

  /// The sizes of the objects of a header without its characters, and of a head without its
  /// headers.
  private static final int FIELD_BYTES = 128;

  private static final int FIXED_BYTES = 512;

  /// The complete request, which is never abandoned.
  Request request(byte[] body, SocketAddress peer, @Nullable SSLSession tls) {
    return request(body, peer, tls, () -> false);
  }

  /// The whole request.
  ///
  /// @param abandoned whether the client no longer waits for the response
  Request request(
      byte[] body, SocketAddress peer, @Nullable SSLSession tls, BooleanSupplier abandoned) {
    return new Request(
        method, target, headers, body, approximateBytes(), new Sender(peer, tls), abandoned);
  }

  boolean isChunked() {
    return contentLength == CHUNKED;
  }

  boolean hasBody() {
    return contentLength != 0;
  }

  /// The approximate size for the Pushgateway's own metrics: target, method, version, names and
  /// values of headers, and the announced length of the body. Only the value of `Host` is counted.
  long approximateBytes() {
    long size = (long) target.raw().length() + method.length() + "HTTP/1.1".length();
    for (Header header : headers) {
      size += header.value().length();
      if (!header.name().equalsIgnoreCase("Host")) {
        size += header.name().length();
      }
    }
    return size + Math.max(0, contentLength);
  }

  /// The approximate memory of the head during the request.
  long retainedBytes() {
    // The target is stored twice: as sent, and decoded.
    long size = FIXED_BYTES + 2L * target.raw().length();
    for (Header header : headers) {
      size += FIELD_BYTES + header.name().length() + header.value().length();
    }
    return size;
  }
}
