package io.sluice.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.Response;
import io.sluice.http.listen.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever ends an answer of chunks, they are closed: what they hold outside the heap must not
/// wait for a garbage collection.
@ParameterizedClass
@ValueSource(booleans = {false, true})
@Timeout(120)
final class ClosedChunksTest {
  private static final int ENDLESS = 1_000_000;

  private final EchoServer server;
  private final InetSocketAddress address;

  ClosedChunksTest(boolean isNio) throws IOException {
    server = new EchoServer(isNio ? Transport.nio() : Transport.best());
    address = server.address();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void close_answerSent() throws Exception {
    var chunks = answer(new CountedChunks(3, false));
    RawClient.exchange(address, request("GET"));

    assertClosedOnce(chunks);
  }

  @Test
  void close_answerOfNoChunks() throws Exception {
    var chunks = answer(new CountedChunks(0, false));
    RawClient.exchange(address, request("GET"));

    assertClosedOnce(chunks);
  }

  @Test
  void close_headOnly() throws Exception {
    var chunks = answer(new CountedChunks(3, false));
    RawClient.exchange(address, request("HEAD"));

    assertClosedOnce(chunks);
  }

  @Test
  void close_answerBroken() throws Exception {
    var chunks = answer(new CountedChunks(3, true));
    RawClient.exchange(address, request("GET"));

    assertClosedOnce(chunks);
  }

  @Test
  void close_clientThatReadsGoesAway() throws Exception {
    var chunks = answer(new CountedChunks(ENDLESS, false));
    try (var client = new RawClient(address)) {
      client.send(request("GET"));
      client.in().readNBytes(1 << 20);
    }

    assertClosedOnce(chunks);
  }

  /// No worker is at it when the client goes: it waits for the client to read.
  @Test
  void close_clientThatDoesNotReadGoesAway() throws Exception {
    var chunks = answer(new CountedChunks(ENDLESS, false));
    try (var client = new RawClient(address)) {
      client.send(request("GET"));
      client.readUntil("\r\n\r\n");
    }

    assertClosedOnce(chunks);
  }

  @Test
  void close_clientGoneBeforeTheAnswer() throws Exception {
    var chunks = new CountedChunks(ENDLESS, false);
    try (var client = new RawClient(address)) {
      client.send(request("GET"));
      server.slowSeen.get(30, TimeUnit.SECONDS);
    }
    answer(chunks);

    assertClosedOnce(chunks);
  }

  @Test
  void close_serverStops() throws Exception {
    var chunks = answer(new CountedChunks(ENDLESS, false));
    try (var client = new RawClient(address)) {
      client.send(request("GET"));
      client.readUntil("\r\n\r\n");
      server.close();
    }

    assertClosedOnce(chunks);
  }

  private CountedChunks answer(CountedChunks chunks) {
    server.slow.complete(new Response(200, List.of(), chunks));
    return chunks;
  }

  private static String request(String method) {
    return method + " /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  }

  private static void assertClosedOnce(CountedChunks chunks) throws Exception {
    chunks.closed.get(60, TimeUnit.SECONDS);
    assertThat(chunks.misused).isNotCompletedExceptionally();
  }
}
