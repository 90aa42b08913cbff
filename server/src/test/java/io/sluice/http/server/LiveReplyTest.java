package io.sluice.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.listen.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies that go on for as long as the client listens, over HTTP/1.1.
@ParameterizedClass
@ValueSource(booleans = {false, true})
@Timeout(60)
final class LiveReplyTest {
  private static final String GET = "GET /live HTTP/1.1\r\nHost: x\r\n\r\n";

  private final EchoServer server;
  private final InetSocketAddress address;

  LiveReplyTest(boolean isNio) throws IOException {
    server = new EchoServer(isNio ? Transport.nio() : Transport.best());
    address = server.address();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void reply_saidLater_arrivesAtOnce() throws Exception {
    try (var client = new RawClient(address)) {
      client.send(GET);
      client.readUntil("\r\n\r\n");
      await();
      for (int i = 0; i < 1_000; i++) {
        server.live.say("event" + i);
        assertThat(client.readUntil("event" + i + "\r\n")).endsWith("event" + i + "\r\n");
      }
    }
  }

  // Would catch a worker that asks again and again while there is nothing.
  @Test
  void reply_nothingToSay_isNotAskedForMore() throws Exception {
    try (var client = new RawClient(address)) {
      client.send(GET);
      client.readUntil("\r\n\r\n");
      await();
      server.live.say("a");
      client.readUntil("a\r\n");
      server.live.say("b");
      client.readUntil("b\r\n");

      assertThat(server.live.asked.get()).isLessThan(20);
    }
  }

  @Test
  void reply_ended_leavesTheConnectionOpen() throws Exception {
    try (var client = new RawClient(address)) {
      client.send(GET);
      client.readUntil("\r\n\r\n");
      await();
      server.live.say("last");
      server.live.end();
      client.readUntil("0\r\n\r\n");
      client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");

      assertThat(client.readAnswer()).endsWith("GET /a null ");
    }
  }

  @Test
  void reply_clientGone_isClosed() throws Exception {
    try (var client = new RawClient(address)) {
      client.send(GET);
      client.readUntil("\r\n\r\n");
      await();
    }

    server.live.closed.get(30, TimeUnit.SECONDS);
  }

  private void await() throws Exception {
    server.live.started.get(30, TimeUnit.SECONDS);
  }
}
