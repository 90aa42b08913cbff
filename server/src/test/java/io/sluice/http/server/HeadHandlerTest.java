package io.sluice.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.Admission;
import io.sluice.http.HeadHandler;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.http.listen.Address;
import io.sluice.http.listen.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who is turned away by the head of a request is answered before the body has come.
@Timeout(60)
final class HeadHandlerTest {
  private static final String LAST = "Connection: close";
  private static final String DATE = "Date: [^\r]*\r\n";

  /// Completed by a test to decide about `/later`.
  private final CompletableFuture<Admission> later = new CompletableFuture<>();

  private final CompletableFuture<Request> asked = new CompletableFuture<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        HttpServer.start(
            Transport.best(),
            List.of(Address.parse("127.0.0.1:0")),
            (HeadHandler) this::decide,
            EchoServer.LIMITS,
            null,
            _ -> {});
  }

  @AfterEach
  void stop() {
    server.stop(Duration.ZERO);
  }

  @Test
  void refused_bodyNotSent_isAnsweredAndClosed() throws IOException {
    assertThat(exchange("PUT /no HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"))
        .isEqualTo("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    assertThat(exchange("PUT /no HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"))
        .startsWith("HTTP/1.1 401 ");
  }

  /// A client who waits for leave to send its body gets the refusal in its place.
  @Test
  void refused_expectsContinue_isNotToldToSend() throws IOException {
    assertThat(
            exchange(
                "PUT /no HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"))
        .startsWith("HTTP/1.1 401 ");
  }

  @Test
  void refused_bodyThere_keepsTheConnection() throws IOException {
    assertThat(
            exchange(
                lines("PUT /no HTTP/1.1", "Host: x", "Content-Length: 3", "", "abc")
                    + lines("PUT /yes HTTP/1.1", "Host: x", "Content-Length: 2", LAST, "", "de")))
        .isEqualTo(
            lines("HTTP/1.1 401 Unauthorized", "Content-Length: 0", "", "")
                + lines("HTTP/1.1 200 OK", "Content-Length: 2", LAST, "", "de"));
  }

  /// The body that has come meanwhile waits for the word, and so do pipelined requests.
  @Test
  void admittedLater_bodyAndMoreThere_areAnsweredInOrder() throws Exception {
    try (Socket client = connect()) {
      send(
          client,
          lines("PUT /later HTTP/1.1", "Host: x", "Content-Length: 3", "", "abc")
              + lines("GET /later HTTP/1.1", "Host: x", LAST, "", ""));
      assertThat(asked.get(30, TimeUnit.SECONDS).body()).isEmpty();
      later.complete(new Admission.Admitted(HeadHandlerTest::echo));

      assertThat(read(client))
          .isEqualTo(
              lines("HTTP/1.1 200 OK", "Content-Length: 3", "", "abc")
                  + lines("HTTP/1.1 200 OK", "Content-Length: 0", LAST, "", ""));
    }
  }

  @Test
  void admittedLater_bodyComesAfterwards_isRead() throws Exception {
    try (Socket client = connect()) {
      send(
          client,
          lines(
              "PUT /later HTTP/1.1",
              "Host: x",
              "Content-Length: 3",
              "Expect: 100-continue",
              LAST,
              "",
              ""));
      var _ = asked.get(30, TimeUnit.SECONDS);
      later.complete(new Admission.Admitted(HeadHandlerTest::echo));
      String leave = "HTTP/1.1 100 Continue\r\n\r\n";
      assertThat(
              new String(
                  client.getInputStream().readNBytes(leave.length()), StandardCharsets.US_ASCII))
          .isEqualTo(leave);
      send(client, "abc");

      assertThat(read(client)).endsWith("\r\n\r\nabc");
    }
  }

  @Test
  void decision_fails_is500() throws IOException {
    assertThat(exchange("GET /fails HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 500 ");
    assertThat(exchange("GET /throws HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 500 ");
  }

  private CompletionStage<Admission> decide(Request head) {
    asked.complete(head);
    return switch (head.path()) {
      case "/yes" ->
          CompletableFuture.completedFuture(new Admission.Admitted(HeadHandlerTest::echo));
      case "/later" -> later;
      case "/fails" -> CompletableFuture.failedFuture(new IllegalStateException("on purpose"));
      case "/throws" -> throw new IllegalStateException("on purpose");
      default -> CompletableFuture.completedFuture(new Admission.Refused(Response.empty(401)));
    };
  }

  private static CompletionStage<Response> echo(Request request) {
    return CompletableFuture.completedFuture(
        new Response(200, List.of(), new Response.Bytes(request.body())));
  }

  private static String lines(String... lines) {
    return String.join("\r\n", lines);
  }

  private String exchange(String request) throws IOException {
    try (Socket client = connect()) {
      send(client, request);
      return read(client);
    }
  }

  private Socket connect() throws IOException {
    InetSocketAddress address = server.addresses().getFirst();
    Socket client = new Socket(address.getAddress(), address.getPort());
    client.setSoTimeout(30_000);
    return client;
  }

  private static void send(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// All that comes until the server closes, without dates.
  private static String read(Socket client) throws IOException {
    byte[] bytes = client.getInputStream().readAllBytes();
    return new String(bytes, StandardCharsets.ISO_8859_1).replaceAll(DATE, "");
  }
}
