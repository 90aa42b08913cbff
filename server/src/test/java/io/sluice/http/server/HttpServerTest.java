package io.sluice.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.Awaiting;
import io.sluice.FreePort;
import io.sluice.http.PeerAddress;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.http.listen.Address;
import io.sluice.http.listen.Transport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(HttpServerTest.Kernel.class)
@Timeout(60)
final class HttpServerTest {
  private static final String CLOSE = "Connection: close\r\n\r\n";
  private static final long KERNEL_BUFFER_BYTES = 16 << 20;

  enum Kernel {
    BEST,
    NIO
  }

  private final EchoServer server;
  private final InetSocketAddress address;

  HttpServerTest(Kernel kernel) throws IOException {
    server = new EchoServer(kernel == Kernel.NIO ? Transport.nio() : Transport.best());
    address = server.address();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String exchange(String request) throws IOException {
    return RawClient.exchange(address, request);
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
  }

  private static String lastGet(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + CLOSE;
  }

  private static String answer(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private static String lastAnswer(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n" + CLOSE + body;
  }

  @Test
  void start_addressInUse_failsWithGosWords() {
    List<Address> taken = List.of(new Address("127.0.0.1", address.getPort()));

    assertThatThrownBy(
            () -> HttpServer.start(taken, _ -> server.slow, EchoServer.LIMITS, null, _ -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("listen tcp 127.0.0.1:%d: bind: address already in use", address.getPort());
  }

  // Whoever works on an answer can find out that it is in vain.
  @Test
  void request_clientGone_isAbandoned() throws Exception {
    Request request;
    try (RawClient client = new RawClient(address)) {
      client.send(get("/slow"));
      request = server.slowSeen.get(10, TimeUnit.SECONDS);
      assertThat(request.isAbandoned()).isFalse();
    }

    Awaiting.until(request::isAbandoned);
  }

  @Test
  void start_severalAddressesOneInUse_bindsNone() throws IOException {
    int free = FreePort.find();
    List<Address> addresses =
        List.of(new Address("127.0.0.1", free), new Address("127.0.0.1", address.getPort()));

    assertThatThrownBy(
            () -> HttpServer.start(addresses, _ -> server.slow, EchoServer.LIMITS, null, _ -> {}))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(
            () -> new RawClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), free)))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void start_allInterfaces_servesBothFamilies() throws IOException {
    List<Address> all = List.of(Address.parse(":0"), Address.parse("localhost:0"));
    HttpServer everywhere =
        HttpServer.start(all, _ -> server.slow, EchoServer.LIMITS, null, _ -> {});
    server.slow.complete(Response.empty(202));
    try {
      InetSocketAddress first = everywhere.addresses().getFirst();
      String request = "GET / HTTP/1.0\r\n\r\n";

      assertThat(PeerAddress.format(first)).isEqualTo("[::]:" + first.getPort());
      for (String host : List.of("127.0.0.1", "::1")) {
        var literal = new InetSocketAddress(InetAddress.ofLiteral(host), first.getPort());
        assertThat(RawClient.exchange(literal, request)).startsWith("HTTP/1.0 202 Accepted\r\n");
      }
      assertThat(RawClient.exchange(everywhere.addresses().getLast(), request))
          .startsWith("HTTP/1.0 202 Accepted\r\n");
    } finally {
      everywhere.stop(Duration.ZERO);
    }
  }

  @Test
  void answer_keptAlive_hasDateAndLength() throws IOException {
    try (RawClient client = new RawClient(address)) {
      client.send(get("/a"));

      assertThat(client.readUntil("\r\n\r\n"))
          .matches(
              """
              HTTP/1.1 200 OK\r
              Content-Length: 12\r
              Date: [A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT\r
              \r
              """);
    }
  }

  @Test
  void request_head_isCountedAsThePushgatewayCounts() throws Exception {
    var _ =
        exchange(
            "PUT /a?b HTTP/1.1\r\nHost: host\r\nA: xyz\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab");

    int line = "/a?b".length() + "PUT".length() + "HTTP/1.1".length();
    int headers =
        "host".length() + "Axyz".length() + "Connectionclose".length() + "Content-Length2".length();
    assertThat(server.seen.get(10, TimeUnit.SECONDS).headBytes()).isEqualTo(line + headers + 2);
  }

  @Test
  void pipelined_quickAndSlowHandlers_answersInOrder() throws IOException {
    StringBuilder requests = new StringBuilder();
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      String path = (i % 3 == 0 ? "/later?" : "/quick?") + i;
      requests
          .append("PUT ")
          .append(path)
          .append(" HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
      expected.append(answer("PUT " + path.replace("?", " ") + " abc"));
    }
    requests.append(lastGet("/chunks"));

    String received;
    try (RawClient client = new RawClient(address)) {
      client.send(requests.toString());
      received = client.readAll();
    }

    assertThat(received)
        .isEqualTo(
            expected
                + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
                + CLOSE
                + "3\r\none\r\n12\r\ntwotwotwotwotwotwo\r\n0\r\n\r\n");
  }

  @Test
  void pipelined_moreAnswersThanBuffersHold_allArrive() throws Exception {
    int requests = 200;
    CompletableFuture<String> last;
    try (RawClient client = new RawClient(address)) {
      last =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  client.send(get("/large").repeat(requests) + lastGet("/last"));
                  return "sent";
                } catch (IOException e) {
                  return e.toString();
                }
              });
      long total = 0;
      byte[] buffer = new byte[1 << 16];
      for (int count = client.in().read(buffer); count >= 0; count = client.in().read(buffer)) {
        total += count;
      }

      assertThat(total).isGreaterThan(requests * 1_000_000L);
      assertThat(last.get(10, TimeUnit.SECONDS)).isEqualTo("sent");
    }
  }

  @Test
  void request_byteByByte_isReadAsIfAtOnce() throws IOException {
    try (RawClient client = new RawClient(address)) {
      String request =
          """
          \r
          PUT /a HTTP/1.1\r
          Host: x\r
          Connection: close\r
          Transfer-Encoding: chunked\r
          \r
          2;x\r
          ab\r
          3\r
          cde\r
          0\r
          T: x\r
          \r
          """;
      for (int i = 0; i < request.length(); i++) {
        client.send(request.substring(i, i + 1));
      }

      assertThat(client.readAll()).isEqualTo(lastAnswer("PUT /a null abcde"));
    }
  }

  @Test
  void upload_manyChunks_arrivesWhole() throws IOException {
    String chunks = "3e8\r\n" + "a".repeat(1000) + "\r\n";

    String received =
        exchange(
            "PUT /size HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                + CLOSE
                + chunks.repeat(100)
                + "0\r\n\r\n");

    assertThat(received).endsWith("\r\n\r\n100000");
  }

  @Test
  void upload_atTheLimit_arrivesWhole() throws IOException {
    String body = "a".repeat(100_000);

    assertThat(
            exchange("PUT /size HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n" + CLOSE + body))
        .endsWith("\r\n\r\n100000");
  }

  @Test
  void upload_tooLargeAndStillSending_getsTheAnswer() throws IOException {
    try (RawClient client = new RawClient(address)) {
      client.send(
          "PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 400000\r\n\r\n" + "a".repeat(400_000));

      assertThat(client.readAll())
          .startsWith("HTTP/1.1 413 Request Entity Too Large\r\n")
          .endsWith("request body too large: max_bytes=100000\n");
    }
  }

  @Test
  void expectContinue_bodyWithheld_isAskedFor() throws IOException {
    try (RawClient client = new RawClient(address)) {
      client.send(
          "PUT /a HTTP/1.1\r\nHost: x\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n" + CLOSE);
      assertThat(client.readUntil("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      client.send("ab");

      assertThat(client.readAll()).isEqualTo(lastAnswer("PUT /a null ab"));
    }
  }

  @Test
  void http10_keepAlive_staysOpen() throws IOException {
    try (RawClient client = new RawClient(address)) {
      client.send("GET /a HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\nGET /b HTTP/1.0\r\n\r\n");

      assertThat(client.readAll())
          .isEqualTo(
              "HTTP/1.0 200 OK\r\nContent-Length: 12\r\nConnection: keep-alive\r\n\r\nGET /a null "
                  + "HTTP/1.0 200 OK\r\nContent-Length: 12\r\n\r\nGET /b null ");
    }
  }

  @Test
  void http10_chunks_endWithTheConnection() throws IOException {
    assertThat(exchange("GET /chunks HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"))
        .isEqualTo("HTTP/1.0 200 OK\r\n\r\nonetwotwotwotwotwotwo");
  }

  @Test
  void head_anyBody_isNotSent() throws IOException {
    try (RawClient client = new RawClient(address)) {
      client.send(
          "HEAD /a HTTP/1.1\r\nHost: x\r\n\r\nHEAD /chunks HTTP/1.1\r\nHost: x\r\n" + CLOSE);

      assertThat(client.readAll())
          .isEqualTo(
              "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n"
                  + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
                  + CLOSE);
    }
  }

  @Test
  void halfClose_afterRequests_areAnsweredAll() throws IOException {
    try (RawClient client = new RawClient(address)) {
      client.send(get("/later") + get("/b") + get("/later"));
      client.endInput();

      assertThat(client.readAll())
          .isEqualTo(
              answer("GET /later null ") + answer("GET /b null ") + answer("GET /later null "));
    }
  }

  @Test
  void halfClose_withinRequest_isRefused() throws IOException {
    for (String part :
        List.of("PUT /a HT", "PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nab")) {
      try (RawClient client = new RawClient(address)) {
        client.send(part);
        client.endInput();

        assertThat(client.readAll()).startsWith("HTTP/1.1 400 Bad Request\r\n");
      }
    }
  }

  @Test
  void halfClose_withoutRequest_isClosed() throws IOException {
    try (RawClient client = new RawClient(address)) {
      client.endInput();

      assertThat(client.readAll()).isEmpty();
    }
  }

  @Test
  void handler_throwsOrFails_is500AndServesOn() throws IOException {
    try (RawClient client = new RawClient(address)) {
      client.send(get("/throws") + get("/fails") + get("/nothing") + lastGet("/a"));

      String error =
          """
          HTTP/1.1 500 Internal Server Error\r
          Content-Type: text/plain; charset=utf-8\r
          X-Content-Type-Options: nosniff\r
          Content-Length: 22\r
          \r
          Internal Server Error
          """;
      assertThat(client.readAll()).isEqualTo(error.repeat(3) + lastAnswer("GET /a null "));
    }
  }

  @Test
  void chunks_failMidway_areCutOff() throws IOException {
    assertThat(exchange(get("/broken")))
        .isEqualTo("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
  }

  @Test
  void header_withLineFeed_cannotInjectAnother() throws IOException {
    assertThat(exchange(lastGet("/split"))).contains("X: a  Injected: b\r\n");
  }

  @Test
  void slowReader_longAnswer_holdsBoundedMemory() throws IOException {
    long total = (long) EchoServer.LONG_CHUNKS * EchoServer.LONG_CHUNK_BYTES;
    try (RawClient client = new RawClient(address)) {
      client.send(lastGet("/long"));
      long read = client.readUntil("\r\n\r\n").length();
      byte[] buffer = new byte[4096];
      for (int count = client.in().read(buffer); count >= 0; count = client.in().read(buffer)) {
        read += count;
        assertThat(server.longBytes.get() - read).isLessThan(KERNEL_BUFFER_BYTES);
      }

      assertThat(read).isGreaterThan(total);
    }
  }

  @Test
  void stop_requestInFlight_isAnsweredFirst() throws Exception {
    try (RawClient busy = new RawClient(address);
        RawClient idle = new RawClient(address)) {
      idle.send(get("/a"));
      assertThat(idle.readAnswer()).isEqualTo(answer("GET /a null "));
      busy.send(get("/slow"));
      assertThat(server.slowSeen.get(10, TimeUnit.SECONDS)).isNotNull();

      CompletableFuture<Void> stopped =
          CompletableFuture.runAsync(() -> server.server.stop(Duration.ofSeconds(30)));
      assertThat(idle.readAll()).isEmpty();
      assertThat(isEverRefused()).isTrue();
      server.slow.complete(Response.empty(202));

      assertThat(busy.readAll())
          .isEqualTo("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n" + CLOSE);
      stopped.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void stop_requestNeverAnswered_isCutOffAfterTheGrace() throws Exception {
    try (RawClient busy = new RawClient(address)) {
      busy.send(get("/slow"));
      assertThat(server.slowSeen.get(10, TimeUnit.SECONDS)).isNotNull();
      server.server.stop(Duration.ofMillis(50));

      assertThat(busy.readAll()).isEmpty();
    }
  }

  /// With the JDK's transport the kernel may go on listening until the selector has taken notice.
  private boolean isEverRefused() throws IOException {
    while (true) {
      try {
        new RawClient(address).close();
      } catch (SocketException e) {
        return true; // refused, or reset while connecting
      }
    }
  }
}
