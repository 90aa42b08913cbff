package io.sluice.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.HttpLimits;
import io.sluice.http.Response;
import io.sluice.http.listen.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What each limit turns away, what it says, and that the server is as before afterwards.
@Timeout(60)
final class LimitsTest {
  private static final String PUT = "PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n";
  private static final String LAST = "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

  private static HttpLimits limits(
      int connections, int requests, int bodyBytes, Duration requestTime, Duration idleTime) {
    return new HttpLimits(
        64 * 1024,
        100_000,
        1_000_000,
        connections,
        requests,
        bodyBytes,
        1_000_000,
        requestTime,
        idleTime);
  }

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(200);

  @Test
  void connections_oneTooMany_isClosedAndLaterOnesServed() throws Exception {
    try (EchoServer server =
        new EchoServer(Transport.best(), limits(1, 10, 10_000, LONG, LONG), null)) {
      try (RawClient first = new RawClient(server.address())) {
        first.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(first.readAnswer()).startsWith("HTTP/1.1 200 OK\r\n");
        try (RawClient second = new RawClient(server.address())) {
          assertThat(second.in().read()).isNegative();
        }
        assertThat(server.refusals).containsEntry("connections", 1);
        first.send(LAST);
        assertThat(first.readAll()).startsWith("HTTP/1.1 200 OK\r\n");
      }
      assertThat(served(server)).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  /// The permit of a closed connection comes back a moment after the client sees the close.
  private static String served(EchoServer server) throws IOException {
    while (true) {
      try {
        String answer = RawClient.exchange(server.address(), LAST);
        if (!answer.isEmpty()) {
          return answer;
        }
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("reset");
      }
    }
  }

  @Test
  void requests_oneTooMany_is503AndAGetPasses() throws Exception {
    try (EchoServer server =
        new EchoServer(Transport.best(), limits(10, 1, 10_000, LONG, LONG), null)) {
      try (RawClient busy = new RawClient(server.address())) {
        busy.send("PUT /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
        assertThat(server.slowSeen.get(10, TimeUnit.SECONDS)).isNotNull();

        assertThat(RawClient.exchange(server.address(), LAST.replace("GET", "PUT")))
            .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
            .contains("Retry-After: 1\r\n")
            .endsWith("overloaded: max_requests=1\n");
        assertThat(RawClient.exchange(server.address(), LAST)).startsWith("HTTP/1.1 200 OK\r\n");

        server.slow.complete(Response.empty(202));
        assertThat(busy.readAnswer()).startsWith("HTTP/1.1 202 Accepted\r\n");
      }
      assertThat(RawClient.exchange(server.address(), LAST.replace("GET", "PUT")))
          .startsWith("HTTP/1.1 200 OK\r\n");
      assertThat(server.refusals).containsExactly(Map.entry("requests", 1));
    }
  }

  @Test
  void bodies_overTheMemoryForAll_are503AndAGetPasses() throws Exception {
    try (EchoServer server =
        new EchoServer(Transport.best(), limits(10, 10, 2_500, LONG, LONG), null)) {
      try (RawClient holder = new RawClient(server.address())) {
        holder.send(PUT.replace("/a", "/slow") + "a".repeat(2000));
        assertThat(server.slowSeen.get(10, TimeUnit.SECONDS)).isNotNull();

        assertThat(RawClient.exchange(server.address(), PUT + "a".repeat(2000)))
            .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
            .endsWith("overloaded: max_inflight_body_bytes=2500\n");
        assertThat(RawClient.exchange(server.address(), LAST)).startsWith("HTTP/1.1 200 OK\r\n");

        server.slow.complete(Response.empty(202));
        assertThat(holder.readAnswer()).startsWith("HTTP/1.1 202 Accepted\r\n");
        for (int i = 0; i < 10; i++) {
          holder.send(PUT + "a".repeat(2000));
          assertThat(holder.readAnswer()).startsWith("HTTP/1.1 200 OK\r\n");
        }
      }
    }
  }

  @Test
  void request_neverCompleted_is408() throws Exception {
    try (EchoServer server =
        new EchoServer(Transport.best(), limits(10, 10, 10_000, SHORT, LONG), null)) {
      for (String part : new String[] {"G", "GET /a HTTP/1.1\r\nHo", PUT, PUT + "abc"}) {
        assertThat(RawClient.exchange(server.address(), part))
            .startsWith("HTTP/1.1 408 Request Timeout\r\n")
            .endsWith("request not received in time: max_seconds=0\n");
      }
      assertThat(server.refusals).containsExactly(Map.entry("request_time", 4));
      assertThat(RawClient.exchange(server.address(), LAST)).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  void connection_withoutRequest_isClosedWithoutAWord() throws Exception {
    try (EchoServer server =
            new EchoServer(Transport.best(), limits(10, 10, 10_000, LONG, SHORT), null);
        RawClient idle = new RawClient(server.address())) {
      assertThat(idle.readAll()).isEmpty();
      assertThat(server.refusals).containsExactly(Map.entry("idle_time", 1));
    }
  }

  /// A handler may take its time: that is not the client's fault.
  @Test
  void answer_laterThanTheIdleTime_isSent() throws Exception {
    try (EchoServer server =
            new EchoServer(Transport.best(), limits(10, 10, 10_000, SHORT, SHORT), null);
        RawClient busy = new RawClient(server.address());
        RawClient idle = new RawClient(server.address())) {
      busy.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(server.slowSeen.get(10, TimeUnit.SECONDS)).isNotNull();
      assertThat(idle.readAll()).isEmpty(); // so the idle time is over for both
      server.slow.complete(Response.empty(202));

      assertThat(busy.readAnswer()).startsWith("HTTP/1.1 202 Accepted\r\n");
    }
  }

  @Test
  void reader_whoStops_isCutOff() throws Exception {
    try (EchoServer server =
            new EchoServer(Transport.best(), limits(10, 10, 10_000, LONG, SHORT), null);
        RawClient client = new RawClient(server.address())) {
      client.send("GET /long HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(server.firstRefusal.get(30, TimeUnit.SECONDS)).isEqualTo("idle_time");

      assertThat(server.longBytes.get())
          .isLessThan((long) EchoServer.LONG_CHUNKS * EchoServer.LONG_CHUNK_BYTES);
    }
  }
}
