package io.sluice.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.Awaiting;
import io.sluice.http.HttpLimits;
import io.sluice.http.Response;
import io.sluice.http.listen.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients who make the server hold as much as they can, without TLS: there is an end to it, and
/// others are served meanwhile.
@Timeout(60)
final class HostileClientsTest {
  private static final String LAST = "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  private static final String HEAD = "GET /a HTTP/1.1\r\nHost: x\r\n";
  private static final String CHUNKED =
      HEAD.replace("GET", "PUT") + "Transfer-Encoding: chunked\r\n\r\n";
  private static final int MEMORY = 2_000_000;
  private static final int CLIENTS = 100;

  /// Room for answers, and for what is to be freed.
  private static final long MAX_USED = MEMORY + MEMORY / 4 + MEMORY / 2;

  private final List<RawClient> clients = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
  }

  private static HttpLimits limits(int connectionBytes, Duration idleTime) {
    return new HttpLimits(
        64 * 1024,
        100_000,
        1_000_000,
        1_000,
        1_000,
        1_000_000,
        connectionBytes,
        Duration.ofMinutes(5),
        idleTime);
  }

  private static EchoServer server() throws IOException {
    return new EchoServer(Transport.best(), limits(MEMORY, Duration.ofMinutes(5)), null);
  }

  /// Has many clients send something and look at nothing that comes back.
  private void attack(EchoServer server, IntFunction<String> request) throws IOException {
    for (int i = 0; i < CLIENTS; i++) {
      var client = new RawClient(server.address());
      clients.add(client);
      String bytes = request.apply(i);
      Thread.startVirtualThread(() -> sendWhatItTakes(client, bytes));
      assertThat(server.server.usedBytes()).isLessThanOrEqualTo(MAX_USED);
      if (i % 10 == 0) {
        assertThat(RawClient.exchange(server.address(), LAST)).startsWith("HTTP/1.1 200 OK\r\n");
      }
    }
    assertThat(server.firstRefusal.orTimeout(30, TimeUnit.SECONDS).join())
        .isEqualTo("connection_bytes");
    assertThat(RawClient.exchange(server.address(), LAST)).startsWith("HTTP/1.1 200 OK\r\n");
  }

  private static void sendWhatItTakes(RawClient client, String bytes) {
    try {
      client.send(bytes);
    } catch (IOException _) {
      // closed already, which is what it is about
    }
  }

  @Test
  void heads_thatNeverEnd_areRefusedAndOthersServed() throws Exception {
    String line = "X: " + "a".repeat(1000) + "\r\n";
    try (EchoServer server = server()) {
      attack(server, _ -> HEAD + line.repeat(60));
      assertThat(firstAnswer())
          .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
          .endsWith("overloaded: max_connection_bytes=" + MEMORY + "\n");
    }
  }

  @Test
  void requestLines_thatNeverEnd_areRefusedAndOthersServed() throws IOException {
    try (EchoServer server = server()) {
      attack(server, _ -> "GET /" + "a".repeat(60_000));
    }
  }

  @Test
  void heads_whoseBodiesDoNotCome_areRefusedAndOthersServed() throws IOException {
    String line = "X: " + "a".repeat(1000) + "\r\n";
    try (EchoServer server = server()) {
      attack(
          server,
          i ->
              HEAD.replace("GET", "PUT")
                  + line.repeat(60)
                  + (i % 2 == 0 ? "Content-Length: 9\r\n" : "Transfer-Encoding: chunked\r\n")
                  + "\r\n");
    }
  }

  @Test
  void chunkLines_thatNeverEnd_areRefusedAndOthersServed() throws IOException {
    try (EchoServer server = server()) {
      attack(server, _ -> CHUNKED + "2;" + "a".repeat(60_000));
    }
  }

  @Test
  void chunkLines_thatAreLong_countUntilTheBodyIsComplete() throws Exception {
    try (EchoServer server = server();
        RawClient client = new RawClient(server.address())) {
      client.send(CHUNKED + "2;" + "a".repeat(60_000) + "\r\nab\r\n");
      Awaiting.until(() -> server.server.usedBytes() > 60_000);
      client.send("0\r\n\r\n");
      assertThat(client.readAnswer()).endsWith("PUT /a null ab");
      Awaiting.until(() -> server.server.usedBytes() == 0);
    }
  }

  @Test
  void head_thatIsLong_countsUntilTheAnswer() throws Exception {
    String head = HEAD.replace("/a", "/slow") + "X: " + "a".repeat(60_000) + "\r\n\r\n";
    try (EchoServer server = server();
        RawClient client = new RawClient(server.address())) {
      client.send(head);
      Awaiting.until(() -> server.server.usedBytes() > 100_000);
      server.slow.complete(Response.empty(202));
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 202 Accepted\r\n");
      Awaiting.until(() -> server.server.usedBytes() == 0);
    }
  }

  @Test
  void requests_behindOneThatTakesItsTime_areRefusedAndOthersServed() throws IOException {
    try (EchoServer server = server()) {
      attack(server, _ -> HEAD.replace("/a", "/slow") + "\r\n" + (HEAD + "\r\n").repeat(10_000));
      server.slow.complete(Response.empty(202));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/large", "/long", "/headers"})
  void answers_thatAreNotRead_areCutOffAndOthersServed(String path) throws IOException {
    String request = HEAD.replace("/a", path) + "X: " + "a".repeat(1000) + "\r\n\r\n";
    try (EchoServer server = server()) {
      attack(server, _ -> request.repeat(5_000));
    }
  }

  @Test
  void memory_ofClientsThatAreGone_isFree() throws Exception {
    try (EchoServer server = server()) {
      attack(server, _ -> HEAD + "X: " + "a".repeat(60_000));
      for (RawClient client : clients) {
        client.close();
      }
      Awaiting.until(() -> server.server.usedBytes() == 0);
    }
  }

  @Test
  void head_ofManyFields_is431() throws IOException {
    try (EchoServer server = server()) {
      assertThat(RawClient.exchange(server.address(), HEAD + "a:\r\n".repeat(256) + "\r\n"))
          .startsWith("HTTP/1.1 431 Request Header Fields Too Large\r\n");
      assertThat(server.refusals).containsExactly(Map.entry("head_bytes", 1));
      String request = LAST.replace("\r\n\r\n", "\r\n" + "a:\r\n".repeat(254) + "\r\n");
      assertThat(RawClient.exchange(server.address(), request)).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  /// The last answer of a connection waits to be read. That must not be for ever.
  @Test
  void lastAnswer_thatIsNotRead_isCutOff() throws Exception {
    try (EchoServer server =
            new EchoServer(Transport.best(), limits(128 << 20, Duration.ofMillis(500)), null);
        RawClient client = new RawClient(server.address())) {
      client.send(LAST.replace("/a", "/huge"));
      Awaiting.until(() -> server.server.usedBytes() > 0);
      Awaiting.until(() -> server.server.usedBytes() == 0);
    }
  }

  /// What the first of the clients is told that is told anything.
  private String firstAnswer() throws IOException, InterruptedException {
    Awaiting.until(() -> answered() != null);
    return Objects.requireNonNull(answered()).readAll();
  }

  private @Nullable RawClient answered() {
    try {
      for (RawClient client : clients) {
        if (client.in().available() > 0) {
          return client;
        }
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
