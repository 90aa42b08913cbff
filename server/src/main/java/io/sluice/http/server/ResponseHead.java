package io.sluice.http.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import io.sluice.http.BadRequestException;
import io.sluice.http.Header;
import io.sluice.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The status line and headers of a response to an HTTP/1.1 request.
final class ResponseHead {
  private static final AsciiString CONTENT_LENGTH = AsciiString.cached("Content-Length");
  private static final AsciiString TRANSFER_ENCODING = AsciiString.cached("Transfer-Encoding");
  private static final AsciiString CHUNKED = AsciiString.cached("chunked");
  private static final AsciiString CONNECTION = AsciiString.cached("Connection");
  private static final AsciiString CLOSE = AsciiString.cached("close");
  private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
  private static final AsciiString DATE = AsciiString.cached("Date");

  // Without validation: values are only written on one line, see onOneLine().
  private static final DefaultHttpHeadersFactory FACTORY =
      DefaultHttpHeadersFactory.headersFactory().withValidation(false);

  private final RequestHead request;
  private final HttpResponseStatus status;
  private final HttpHeaders headers = newHeaders();

  /// @param request the head of the request
  ResponseHead(RequestHead request, Response response) {
    this.request = request;
    this.status = HttpResponseStatus.valueOf(response.status());
    List<Header> all = response.headers();
    for (int i = 0; i < all.size(); i++) {
      Header header = all.get(i);
      headers.add(header.name(), onOneLine(header.value()));
    }
  }

  /// A `100 Continue` response.
  static FullHttpResponse goOn() {
    return complete(
        HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, newHeaders(), Unpooled.EMPTY_BUFFER);
  }

  /// The complete response to an invalid request, in Go's format: without date and length.
  static FullHttpResponse refusal(BadRequestException reason) {
    HttpHeaders headers = newHeaders();
    headers.add("Content-Type", "text/plain; charset=utf-8");
    headers.add(CONNECTION, CLOSE);
    byte[] body = reason.body().getBytes(StandardCharsets.US_ASCII);
    return complete(
        HttpVersion.HTTP_1_1,
        HttpResponseStatus.parseLine(reason.status()),
        headers,
        Unpooled.wrappedBuffer(body));
  }

  /// Adds the length of the body.
  void addLength(int length) {
    headers.add(CONTENT_LENGTH, Integer.toString(length));
  }

  /// Adds that the body is sent in chunks, if the client supports that.
  void addChunked() {
    if (!request.isHttp10()) {
      headers.add(TRANSFER_ENCODING, CHUNKED);
    }
  }

  /// Adds `Connection`, if the behaviour differs from the default of the HTTP version, and `Date`.
  void addLast(boolean keepsAlive, DateHeader date) {
    if (request.isHttp10() && keepsAlive) {
      headers.add(CONNECTION, KEEP_ALIVE);
    } else if (!request.isHttp10() && !keepsAlive) {
      headers.add(CONNECTION, CLOSE);
    }
    headers.add(DATE, date.text());
  }

  /// The head of a response whose body follows.
  HttpResponse withoutBody() {
    return new DefaultHttpResponse(version(), status, headers);
  }

  /// The complete response.
  FullHttpResponse with(ByteBuf body) {
    return complete(version(), status, headers, body);
  }

  /// Removes line ends, so that a value cannot add another header.
  static String onOneLine(String value) {
    if (value.indexOf('\n') < 0 && value.indexOf('\r') < 0) {
      return value;
    }
    return value.replace('\n', ' ').replace('\r', ' ');
  }

  private HttpVersion version() {
    return request.isHttp10() ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
  }

  private static HttpHeaders newHeaders() {
    return FACTORY.newHeaders();
  }

  private static FullHttpResponse complete(
      HttpVersion version, HttpResponseStatus status, HttpHeaders headers, ByteBuf body) {
    return new DefaultFullHttpResponse(version, status, body, headers, EmptyHttpHeaders.INSTANCE);
  }
}
