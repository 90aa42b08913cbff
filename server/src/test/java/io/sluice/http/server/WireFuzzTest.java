package io.sluice.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.HttpLimits;
import io.sluice.http.listen.Transport;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Sends requests in which something was changed at random, over real sockets.
///
/// Whatever comes, the server answers each connection or closes it, with no status of its own
/// fault, and serves on. `-Dsluice.fuzz.requests=100000` makes a long run, `-Dsluice.fuzz.seed=N`
/// repeats one. It would catch a parser that hangs or throws, and a count of memory or requests
/// that drifts.
final class WireFuzzTest {
  private static final int REQUESTS = Integer.getInteger("sluice.fuzz.requests", 3000);
  private static final long SEED = Long.getLong("sluice.fuzz.seed", System.nanoTime());
  private static final int MAX_CHANGES = 4;
  private static final int ROUND = 500;

  /// Statuses the server may answer garbage with: a client's fault, or one of HTTP's two own 5xx.
  private static final Pattern EXPECTED = Pattern.compile("HTTP/1\\.[01] ([1234]\\d\\d|501|505) ");

  private static final List<String> SEEDS =
      List.of(
          "GET /a?b HTTP/1.1\r\nHost: x\r\n\r\n",
          "PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello",
          "PUT /size HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
          "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "GET http://h/headers HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\nConnection: close\r\n\r\n",
          "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\nGET /chunks HTTP/1.1\r\nHost: x\r\n\r\n",
          "HEAD /later HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /large HTTP/1.0\r\n\r\n",
          "PUT /a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nz");

  private static final List<String> PIECES =
      List.of(
          "\r\n",
          "\n",
          "\r",
          " ",
          "\t",
          ":",
          "\0",
          "\u00ff",
          "%",
          "%00",
          "0",
          "-1",
          "ffffffffffffffff",
          "Content-Length: 7\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Transfer-Encoding: x\r\n",
          "Host: y\r\n",
          "Connection: close\r\n",
          "/../",
          "//",
          "HTTP/2.0",
          ";x=y",
          ",");

  @Test
  void mutatedRequests_anyBytes_areAnsweredOrClosed() throws IOException {
    System.out.printf("WireFuzzTest: requests=%d seed=%d%n", REQUESTS, SEED);
    Random random = new Random(SEED);
    var statuses = new TreeMap<String, Integer>();
    HttpLimits limits =
        new HttpLimits(
            64 * 1024,
            100_000,
            1_000_000,
            1000,
            100,
            100_000,
            64 << 20,
            Duration.ofMinutes(1),
            Duration.ofMinutes(1));
    try (EchoServer server = new EchoServer(Transport.best(), limits, null)) {
      for (int i = 0; i < REQUESTS; i++) {
        String request = mutated(random);
        String answer = answer(server, request);
        if (!answer.isEmpty()) {
          assertThat(answer).as("request %d: %s", i, request).containsPattern(EXPECTED);
          statuses.merge(answer.substring(9, 12), 1, Integer::sum);
        }
        if (i % ROUND == 0) {
          assertServes(server);
        }
      }
      assertServes(server);
      assertThat(server.refusals).doesNotContainKeys("connections", "requests");
    }
    System.out.println("WireFuzzTest: " + statuses);
    assertThat(statuses).containsKeys("200", "400");
  }

  /// A body that needs all the memory there is for bodies: none of it may have got lost.
  private static void assertServes(EchoServer server) throws IOException {
    String body = "a".repeat(90_000);
    String request =
        "PUT /size HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 90000\r\n\r\n";
    assertThat(RawClient.exchange(server.address(), request + body)).endsWith("\r\n\r\n90000");
  }

  private static String answer(EchoServer server, String request) throws IOException {
    try (RawClient client = new RawClient(server.address())) {
      client.send(request);
      client.endInput();
      return client.readAll();
    } catch (SocketException e) {
      return ""; // reset: the answer was lost to a client who went on sending
    }
  }

  private static String mutated(Random random) {
    StringBuilder text = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
    if (random.nextBoolean()) {
      text.append(SEEDS.get(random.nextInt(SEEDS.size())));
    }
    int changes = random.nextInt(MAX_CHANGES + 1);
    for (int i = 0; i < changes && !text.isEmpty(); i++) {
      change(text, random);
    }
    return text.toString();
  }

  private static void change(StringBuilder text, Random random) {
    int at = random.nextInt(text.length());
    switch (random.nextInt(5)) {
      case 0 -> text.setCharAt(at, (char) random.nextInt(256));
      case 1 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
      case 2 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(8)));
      case 3 -> text.insert(at, text.substring(at, Math.min(text.length(), at + 20)));
      default -> text.setLength(at);
    }
  }
}
