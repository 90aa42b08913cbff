package io.sluice.http.routing;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.http.Header;
import io.sluice.http.Request;
import io.sluice.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Redirects like Go's `http.Redirect`.
final class Redirect {
  private Redirect() {}

  /// @param path escaped; the query of the request is kept
  static Response to(int status, String path, Request request) {
    boolean hasQuery = request.query() != null && !request.query().isEmpty();
    String url = hasQuery ? path + "?" + request.query() : path;
    Header location = new Header("Location", withoutRawBytes(url));
    Header html = new Header("Content-Type", "text/html; charset=utf-8");
    return switch (request.method()) {
      case "GET" -> new Response(status, List.of(location, html), body(status, url));
      case "HEAD" -> new Response(status, List.of(location, html), body(""));
      default -> new Response(status, List.of(location), body(""));
    };
  }

  private static Response.Bytes body(int status, String url) {
    String reason = HttpResponseStatus.valueOf(status).reasonPhrase();
    return body("<a href=\"" + inHtml(url) + "\">" + reason + "</a>.\n\n");
  }

  private static Response.Bytes body(String text) {
    return new Response.Bytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String inHtml(String url) {
    return url.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&#34;")
        .replace("'", "&#39;");
  }

  /// Escapes raw bytes of the query, which should not be in a header.
  private static String withoutRawBytes(String url) {
    StringBuilder escaped = new StringBuilder(url.length());
    for (int i = 0; i < url.length(); i++) {
      char c = url.charAt(i);
      if (c < 0x80) {
        escaped.append(c);
      } else {
        escaped.append('%').append(Integer.toHexString(c));
      }
    }
    return escaped.toString();
  }
}
