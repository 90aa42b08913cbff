package io.sluice.http.server;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.sluice.http.BadRequestException;
import io.sluice.http.Header;
import io.sluice.http.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Converts the head of an HTTP/1.1 request.
///
/// The decoder already refuses what HTTP/1.1 forbids: invalid names and values of headers, invalid
/// lengths, and a body with both a length and chunks.
final class Http1Head {
  private Http1Head() {}

  /// @throws BadRequestException if it is not valid, with the message of Go's `net/http`
  static RequestHead parse(HttpRequest request) throws BadRequestException {
    String method = request.method().name();
    String raw = request.uri();
    HeadSyntax.checkTarget(method, raw);
    Target target = Target.parse(method, raw);
    HttpVersion version = request.protocolVersion();
    if (version.majorVersion() != 1) {
      throw BadRequestException.saying(
          "505 HTTP Version Not Supported: unsupported protocol version");
    }
    boolean isHttp10 = version.minorVersion() == 0;
    HttpHeaders headers = request.headers();
    checkHost(headers.getAll(HttpHeaderNames.HOST), method, isHttp10);
    return new RequestHead(
        method,
        target,
        isHttp10,
        list(headers),
        bodyLength(headers),
        HttpUtil.isKeepAlive(request),
        expectation(headers));
  }

  private static void checkHost(List<String> hosts, String method, boolean isHttp10)
      throws BadRequestException {
    if (hosts.size() > 1) {
      throw BadRequestException.plain();
    }
    if (!hosts.isEmpty()) {
      HeadSyntax.checkHost(hosts.getFirst());
    } else if (!isHttp10 && !method.equals("CONNECT")) {
      throw BadRequestException.saying("400 Bad Request: missing required Host header");
    }
  }

  private static List<Header> list(HttpHeaders headers) {
    List<Header> list = new ArrayList<>(headers.size());
    Iterator<Map.Entry<CharSequence, CharSequence>> fields = headers.iteratorCharSequence();
    while (fields.hasNext()) {
      Map.Entry<CharSequence, CharSequence> field = fields.next();
      list.add(new Header(field.getKey().toString(), field.getValue().toString()));
    }
    return Collections.unmodifiableList(list);
  }

  private static long bodyLength(HttpHeaders headers) throws BadRequestException {
    String coding = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
    if (coding == null) {
      String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
      return length == null ? 0 : HeadSyntax.number(length);
    }
    if (!coding.equalsIgnoreCase("chunked")) {
      throw new BadRequestException("501 Not Implemented", "Unsupported transfer encoding");
    }
    return RequestHead.CHUNKED;
  }

  private static @Nullable String expectation(HttpHeaders headers) {
    String value = headers.get(HttpHeaderNames.EXPECT);
    return value == null || value.isEmpty() ? null : value;
  }
}
