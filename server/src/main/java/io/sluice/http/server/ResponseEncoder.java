package io.sluice.http.server;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/// Encodes HTTP/1.1 responses (RFC 9112) with Netty's encoder.
final class ResponseEncoder extends HttpResponseEncoder {
  /// Also true for the response to a HEAD request, which is complete without a body, even if its
  /// headers announce one.
  @Override
  protected boolean isContentAlwaysEmpty(HttpResponse response) {
    boolean isComplete =
        response instanceof FullHttpResponse complete && !complete.content().isReadable();
    return isComplete || super.isContentAlwaysEmpty(response);
  }
}
