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

/// A request line and its headers, understood.
///
/// @param isHttp10 whether the client speaks HTTP/1.0, which knows no chunks
/// @param headers all of them in order, names as sent
/// @param contentLength the announced length of the body: 0 without a body, [#CHUNKED] if it comes
///   in chunks
/// @param keepsAlive whether the client wants to send more requests
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

  /// What the objects of a header take beside its characters, and those of a head beside headers.
  private static final int FIELD_BYTES = 128;

  private static final int FIXED_BYTES = 512;

  /// The whole request, without a way to find out whether it is abandoned.
  Request request(byte[] body, SocketAddress peer, @Nullable SSLSession tls) {
    return request(body, peer, tls, () -> false);
  }

  /// The whole request.
  ///
  /// @param abandoned whether the answer is no longer awaited
  Request request(
      byte[] body, SocketAddress peer, @Nullable SSLSession tls, BooleanSupplier abandoned) {
    return new Request(
        method, target, headers, body, approximateBytes(), new Sender(peer, tls), abandoned);
  }

  boolean isChunked() {
    return contentLength == CHUNKED;
  }

  /// The approximate size that the Pushgateway's own metrics report: target, method, version, names
  /// and values of headers, and the announced length of the body. `Host` counts by its value alone.
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

  /// The approximate memory that the head takes while the request is in work.
  long heldBytes() {
    // The target is there twice: as it came, and decoded.
    long size = FIXED_BYTES + 2L * target.raw().length();
    for (Header header : headers) {
      size += FIELD_BYTES + header.name().length() + header.value().length();
    }
    return size;
  }
}
