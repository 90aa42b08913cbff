package io.sluice.http.server;

import io.netty.handler.codec.http2.Http2Headers;
import io.sluice.http.BadRequestException;
import io.sluice.http.Header;
import io.sluice.http.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Converts the head of an HTTP/2 request to the same form as that of an HTTP/1.1 request.
///
/// The codec already refuses what HTTP/2 forbids: unknown or late pseudo headers,
/// connection-specific headers, capital letters, line ends in values, and a body of another length
/// than announced.
final class Http2Head {
  private Http2Head() {}

  /// @throws BadRequestException if it would be invalid in HTTP/1.1
  static RequestHead parse(Http2Headers headers) throws BadRequestException {
    String method = required(headers.method());
    String raw = required(headers.path());
    HeadSyntax.checkTarget(method, raw);
    Target target = Target.parse(method, raw);
    List<Header> all = new ArrayList<>(headers.size());
    String host = string(headers.authority());
    if (host == null) {
      host = string(headers.get("host"));
    }
    if (host == null) {
      throw BadRequestException.saying("400 Bad Request: missing required Host header");
    }
    HeadSyntax.checkHost(host);
    all.add(new Header("Host", host));
    for (Map.Entry<CharSequence, CharSequence> header : headers) {
      String name = header.getKey().toString();
      if (!name.startsWith(":") && !name.equals("host")) {
        String value = header.getValue().toString();
        HeadSyntax.checkValue(value);
        all.add(new Header(name, value));
      }
    }
    return new RequestHead(
        method,
        target,
        false,
        Collections.unmodifiableList(all),
        length(headers.get("content-length")),
        true,
        string(headers.get("expect")));
  }

  private static String required(@Nullable CharSequence value) throws BadRequestException {
    if (value == null || value.isEmpty()) {
      throw BadRequestException.plain();
    }
    return value.toString();
  }

  private static @Nullable String string(@Nullable CharSequence value) {
    return value == null ? null : value.toString();
  }

  private static long length(@Nullable CharSequence value) throws BadRequestException {
    return value == null ? 0 : HeadSyntax.number(value.toString());
  }
}
