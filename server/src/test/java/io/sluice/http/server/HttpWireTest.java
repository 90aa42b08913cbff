package io.sluice.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.listen.Transport;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is sent, byte by byte, and what comes back, but for the date.
///
/// Every case was also sent to a server of Go's `net/http`; a comment says where we differ.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HttpWireTest {
  private static final String CLOSE = "Connection: close\r\n\r\n";
  private EchoServer server;

  /// @param sent the whole of what the client sends
  /// @param received the whole of what it gets until the server closes
  record Exchange(String name, String sent, String received) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  void start() throws IOException {
    server = new EchoServer(Transport.best());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @MethodSource
  void server_oddRequest_answersExactly(Exchange exchange) throws IOException {
    assertThat(RawClient.exchange(server.address(), exchange.sent)).isEqualTo(exchange.received);
  }

  static Stream<Exchange> server_oddRequest_answersExactly() {
    return Stream.of(requestLines(), targets(), hosts(), headers(), bodies(), versions())
        .flatMap(cases -> cases);
  }

  private static Stream<Exchange> requestLines() {
    return Stream.of(
        refused("no version", "GET /\r\n\r\n"),
        refused("blank in target", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n"),
        refused("tab in target", "GET /a\tb HTTP/1.1\r\nHost: x\r\n\r\n"),
        refused("method not a token", "G(T / HTTP/1.1\r\nHost: x\r\n\r\n"),
        refused("no method", " / HTTP/1.1\r\nHost: x\r\n\r\n"),
        refused("space before method", " GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
        refused("two spaces", "GET  / HTTP/1.1\r\nHost: x\r\n\r\n"),
        refused("space at the end", "GET / HTTP/1.1 \r\nHost: x\r\n\r\n"),
        refused("tabs instead of spaces", "GET\t/\tHTTP/1.1\r\nHost: x\r\n\r\n"),
        refused("return instead of a space", "GET /\rHTTP/1.1\r\nHost: x\r\n\r\n"),
        refused("nothing but garbage", "\u0016\u0003\u0001garbage\n\n"),
        // Go refuses this one unless a POST came before.
        new Exchange(
            "empty lines first",
            "\r\n\r\nGET /a HTTP/1.1\r\nHost: x\r\n" + CLOSE,
            ok("GET /a null ")),
        new Exchange(
            "unknown method", "FOO /a HTTP/1.1\r\nHost: x\r\n" + CLOSE, ok("FOO /a null ")),
        // Go accepts them.
        refused("bare line feeds", "GET /a HTTP/1.1\nHost: x\nConnection: close\n\n"),
        refused("one bare line feed", "GET /a HTTP/1.1\r\nHost: x\nA: b\r\n\r\n"));
  }

  private static Stream<Exchange> targets() {
    return Stream.of(
        refused("escape not hexadecimal", "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n"),
        refused("escape cut off", "GET /a%4 HTTP/1.1\r\nHost: x\r\n\r\n"),
        refused("no slash", "GET a HTTP/1.1\r\nHost: x\r\n\r\n"),
        // Go takes it for an empty path.
        refused("no path after scheme", "GET foo:bar HTTP/1.1\r\nHost: x\r\n\r\n"),
        get("plus and semicolon", "/a+b;c=d", "/a+b;c=d null"),
        get("all bytes", "/%00%7f%80%ff%25", "/\0\u007f\u0080\u00ff% null"),
        get("raw bytes", "/\u00c3\u00a9?\u00ff", "/\u00c3\u00a9 \u00ff"),
        get("escaped slash", "/a%2Fb%2f", "/a/b/ null"),
        get("number sign", "/a#b", "/a#b null"),
        get("query undecoded", "/a?b=%zz&c?d", "/a b=%zz&c?d"),
        get("empty query", "/a?", "/a "),
        get("absolute form", "http://h:1/a?q", "/a q"),
        get("absolute form without path", "HTTP://h", "/ null"),
        get("absolute form with query only", "http://h?q", "/ q"),
        new Exchange(
            "the server itself",
            "OPTIONS * HTTP/1.1\r\nHost: x\r\n" + CLOSE,
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + CLOSE),
        new Exchange(
            "nothing but the server itself",
            "GET * HTTP/1.1\r\nHost: x\r\n\r\n",
            "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n" + CLOSE));
  }

  private static Stream<Exchange> hosts() {
    return Stream.of(
        refused("no host", "GET / HTTP/1.1\r\n\r\n", "missing required Host header"),
        refused("blank after host", "GET / HTTP/1.1\r\nHost : x\r\n\r\n"),
        refused("two hosts", "GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n"),
        refused("slash in host", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "malformed Host header"),
        new Exchange("empty host", "GET / HTTP/1.1\r\nHost:\r\n" + CLOSE, ok("GET / null ")));
  }

  private static Stream<Exchange> headers() {
    return Stream.of(
        refused("blank before colon", "GET / HTTP/1.1\r\nHost: x\r\nFoo : b\r\n\r\n"),
        refused("blank before name", "GET / HTTP/1.1\r\n Host: x\r\n\r\n"),
        // Go joins the lines.
        refused("continued line", "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n"),
        refused("line continued by a tab", "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n\tc\r\n\r\n"),
        refused("no colon", "GET / HTTP/1.1\r\nHost: x\r\nfoo\r\n\r\n"),
        refused("no name", "GET / HTTP/1.1\r\nHost: x\r\n: foo\r\n\r\n"),
        refused("name not a token", "GET / HTTP/1.1\r\nHost: x\r\nf(o: b\r\n\r\n"),
        refused("control in value", "GET / HTTP/1.1\r\nHost: x\r\nA: \u0001\r\n\r\n"),
        refused("zero in value", "GET / HTTP/1.1\r\nHost: x\r\nA: a\0b\r\n\r\n"),
        refused("return in value", "GET / HTTP/1.1\r\nHost: x\r\nA: a\rb\r\n\r\n"),
        new Exchange(
            "values trimmed, names kept",
            "GET /headers HTTP/1.1\r\nhOST: x\r\nA:\t b \u00e9 \t\r\nA:\r\nConnection: foo, Close\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 38\r\n"
                + CLOSE
                + "hOST=x,A=b \u00c3\u00a9,A=,Connection=foo, Close"),
        new Exchange(
            "too large",
            "GET / HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(70_000) + "\r\n\r\n",
            refusal("431 Request Header Fields Too Large")),
        new Exchange(
            "too large and never ending",
            "GET / HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(70_000),
            refusal("431 Request Header Fields Too Large")));
  }

  private static Stream<Exchange> bodies() {
    String put = "PUT /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
    return Stream.of(
        new Exchange("sized", put + "Content-Length: 2\r\n\r\nab", ok("PUT /a null ab")),
        // Go accepts it.
        refused("same length twice", put + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nab"),
        refused(
            "two lengths in HTTP/1.0",
            "PUT /a HTTP/1.0\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        // An obsolete WebSocket request has a body that no header announces.
        refused(
            "body not announced",
            "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nUpgrade: WebSocket\r\n"
                + "Sec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n\r\n12345678"),
        refused("two lengths", put + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        refused("list of lengths", put + "Content-Length: 2, 2\r\n\r\nab"),
        refused("signed length", put + "Content-Length: +2\r\n\r\nab"),
        refused("empty length", put + "Content-Length:\r\n\r\nab"),
        refused("length beyond counting", put + "Content-Length: 9999999999999999999\r\n\r\nab"),
        new Exchange("length over the limit", put + "Content-Length: 100001\r\n\r\n", tooLarge()),
        // Go lets the chunks win.
        refused(
            "length and chunks",
            put + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"),
        refused(
            "chunked twice",
            put + "Transfer-Encoding: chunked, chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"),
        refused(
            "blank after transfer encoding",
            put + "Transfer-Encoding : chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"),
        new Exchange(
            "unknown transfer encoding",
            put + "Transfer-Encoding: gzip, chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
            "HTTP/1.1 501 Not Implemented\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + CLOSE
                + "Unsupported transfer encoding"),
        // Go ignores the header.
        refused(
            "chunks in HTTP/1.0", "PUT /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        chunked(
            "chunks", "2\r\nab\r\n00a\r\n0123456789\r\n0\r\n\r\n", ok("PUT /a null ab0123456789")),
        chunked(
            "extension and trailer",
            "2;a=\"b\"\r\nab\r\n0;x\r\nT: y\r\n\r\n",
            ok("PUT /a null ab")),
        chunked("size not hexadecimal", "xx\r\nab\r\n0\r\n\r\n", refusal("400 Bad Request")),
        chunked("no size", "\r\nab\r\n0\r\n\r\n", refusal("400 Bad Request")),
        chunked("negative size", "-2\r\nab\r\n0\r\n\r\n", refusal("400 Bad Request")),
        chunked("size beyond counting", "f".repeat(17) + "\r\n", refusal("400 Bad Request")),
        chunked("chunk longer than said", "2\r\nabc\r\n0\r\n\r\n", refusal("400 Bad Request")),
        chunked("bare line feeds in chunks", "2\nab\n0\n\n", refusal("400 Bad Request")),
        chunked("endless extension", "2;" + "a".repeat(70_000), refusal("400 Bad Request")),
        chunked("endless trailer", "0\r\n" + "a: b\r\n".repeat(20_000), refusal("400 Bad Request")),
        chunked("chunks over the limit", chunk(50_000) + chunk(50_001), tooLarge()),
        new Exchange(
            "unknown expectation",
            put + "Expect: wonders\r\nContent-Length: 2\r\n\r\nab",
            "HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n" + CLOSE),
        new Exchange(
            "body already there when expected",
            put + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\nab",
            ok("PUT /a null ab")));
  }

  private static Stream<Exchange> versions() {
    String unsupported = "505 HTTP Version Not Supported: unsupported protocol version";
    return Stream.of(
        new Exchange(
            "1.0",
            "GET /a HTTP/1.0\r\n\r\n",
            "HTTP/1.0 200 OK\r\nContent-Length: 12\r\n\r\nGET /a null "),
        new Exchange("1.5", "GET /a HTTP/1.5\r\nHost: x\r\n" + CLOSE, ok("GET /a null ")),
        new Exchange("2.0", "GET / HTTP/2.0\r\nHost: x\r\n\r\n", refusal(unsupported)),
        new Exchange("0.9", "GET / HTTP/0.9\r\nHost: x\r\n\r\n", refusal(unsupported)),
        // Go answers with 400.
        new Exchange(
            "2.0 by its preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", refusal(unsupported)),
        refused("1.10", "GET / HTTP/1.10\r\nHost: x\r\n\r\n"),
        // Go refuses it.
        new Exchange("lower case", "GET /a http/1.1\r\nHost: x\r\n" + CLOSE, ok("GET /a null ")));
  }

  private static Exchange get(String name, String target, String pathAndQuery) {
    String sent = "GET " + target + " HTTP/1.1\r\nHost: x\r\n" + CLOSE;
    return new Exchange(name, sent, ok("GET " + pathAndQuery + " "));
  }

  private static Exchange chunked(String name, String body, String received) {
    String head =
        "PUT /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
    return new Exchange(name, head + body, received);
  }

  private static String chunk(int bytes) {
    return Integer.toHexString(bytes) + "\r\n" + "a".repeat(bytes) + "\r\n";
  }

  private static Exchange refused(String name, String sent) {
    return new Exchange(name, sent, refusal("400 Bad Request"));
  }

  private static Exchange refused(String name, String sent, String reason) {
    return new Exchange(name, sent, refusal("400 Bad Request: " + reason));
  }

  private static String ok(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n" + CLOSE + body;
  }

  private static String refusal(String status) {
    return "HTTP/1.1 %s\r\nContent-Type: text/plain; charset=utf-8\r\n%s%s"
        .formatted(status, CLOSE, status);
  }

  private static String tooLarge() {
    String body = "request body too large: max_bytes=100000\n";
    return "HTTP/1.1 413 Request Entity Too Large\r\nContent-Type: text/plain; charset=utf-8\r\n"
        + "X-Content-Type-Options: nosniff\r\nContent-Length: "
        + body.length()
        + "\r\n"
        + CLOSE
        + body;
  }
}
