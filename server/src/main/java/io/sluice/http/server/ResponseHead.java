package io.sluice.http.server;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.http.Header;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writes status lines and headers.
final class ResponseHead {
  private static final byte[] OK_11 = ascii("HTTP/1.1 200 OK\r\n");
  private static final byte[] ACCEPTED_11 = ascii("HTTP/1.1 202 Accepted\r\n");
  private static final byte[] LENGTH = ascii("Content-Length: ");
  private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
  private static final byte[] CLOSE = ascii("Connection: close\r\n");
  private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
  private static final int CRLF = '\r' << 8 | '\n';

  /// A complete `100 Continue` response.
  static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");

  private ResponseHead() {}

  /// The complete response to an invalid request, in Go's format: without date and length.
  static byte[] refusal(String status, String body) {
    return ascii(
        "HTTP/1.1 %s\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n%s"
            .formatted(status, body));
  }

  static void status(ByteBuf out, int status, boolean isHttp10) {
    if (!isHttp10 && status == 200) {
      out.writeBytes(OK_11);
    } else if (!isHttp10 && status == 202) {
      out.writeBytes(ACCEPTED_11);
    } else {
      String reason = HttpResponseStatus.valueOf(status).reasonPhrase();
      text(out, (isHttp10 ? "HTTP/1.0 " : "HTTP/1.1 ") + status + " " + reason);
      out.writeShort(CRLF);
    }
  }

  static void headers(ByteBuf out, List<Header> headers) {
    for (int i = 0; i < headers.size(); i++) {
      Header header = headers.get(i);
      text(out, header.name());
      out.writeShort(':' << 8 | ' ');
      text(out, onOneLine(header.value()));
      out.writeShort(CRLF);
    }
  }

  static void contentLength(ByteBuf out, int length) {
    out.writeBytes(LENGTH);
    text(out, Integer.toString(length));
    out.writeShort(CRLF);
  }

  static void chunked(ByteBuf out) {
    out.writeBytes(CHUNKED);
  }

  /// Writes the `Connection` header if the behaviour differs from the default of the HTTP version.
  static void connection(ByteBuf out, boolean isHttp10, boolean keepsAlive) {
    if (isHttp10 && keepsAlive) {
      out.writeBytes(KEEP_ALIVE);
    } else if (!isHttp10 && !keepsAlive) {
      out.writeBytes(CLOSE);
    }
  }

  static void end(ByteBuf out, DateHeader date) {
    out.writeBytes(date.bytes());
    out.writeShort(CRLF);
  }

  /// Removes line ends, so that a value cannot add another header.
  static String onOneLine(String value) {
    if (value.indexOf('\n') < 0 && value.indexOf('\r') < 0) {
      return value;
    }
    return value.replace('\n', ' ').replace('\r', ' ');
  }

  private static void text(ByteBuf out, String text) {
    out.writeCharSequence(text, StandardCharsets.ISO_8859_1);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
