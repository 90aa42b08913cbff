package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Clients who keep all limits and mean to stop others, or to use up the memory, by what they push
/// and what they ask for.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class StateAttacksTest {
  /// A value that fills most of a line, and one of the expressions that take minutes on it.
  private static final String LONG_VALUE = "a".repeat(60_000);

  private static final String EXPENSIVE = "match[]=" + encoded("{job=~\"(.*a){300}b\"}");

  @TempDir private Path folder;

  private final List<Socket> clients = new ArrayList<>();

  @BeforeEach
  void check() {
    assumeTrue(GatewayCommand.isSluice(), "what another gateway answers is not ours to test");
  }

  @AfterEach
  void disconnect() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
  }

  // Two of these requests stopped all scrapes for minutes, also when their clients had gone.
  @Test
  void search_manyExpensiveOnes_othersAreServed() throws Exception {
    try (ServerProcess gateway = start(List.of())) {
      assertThat(put(gateway, "/metrics/job/" + LONG_VALUE, "x 1\n")).isEqualTo(200);
      String query = String.join("&", Collections.nCopies(64, EXPENSIVE));
      for (int i = 0; i < 40; i++) {
        try (Socket client = connect(gateway)) {
          send(client, "GET /api/v1/groups?" + query + " HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        send(connect(gateway), "GET /api/v1/groups?" + query + " HTTP/1.1\r\nHost: x\r\n\r\n");
      }

      assertThat(gateway.get("/metrics").statusCode()).isEqualTo(200);
      assertThat(put(gateway, "/metrics/job/b", "y 1\n")).isEqualTo(200);
      assertThat(put(gateway, "/metrics/job/c", "#" + "c".repeat(100_000) + "\nz 1\n"))
          .isEqualTo(200);
      assertThat(gateway.get("/-/ready").statusCode()).isEqualTo(200);
    }
  }

  // Each of the pushes of a few bytes took a second, and everybody waited for it.
  @Test
  void push_smallOnesToALargeGroup_othersAreServed() throws Exception {
    try (ServerProcess gateway = start(List.of())) {
      assertThat(put(gateway, "/metrics/job/big", families(10_000, "f"))).isEqualTo(413);
      assertThat(put(gateway, "/metrics/job/big", families(9_000, "f"))).isEqualTo(200);
      for (int i = 0; i < 20; i++) {
        String body = "y%02d 1\n".formatted(i);
        send(
            connect(gateway),
            "POST /metrics/job/big HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n" + body);
      }

      assertThat(gateway.get("/-/ready").statusCode()).isEqualTo(200);
      assertThat(put(gateway, "/metrics/job/other", "x 1\n")).isEqualTo(200);
      assertThat(gateway.send("DELETE", "/metrics/job/big", "").statusCode()).isEqualTo(202);
    }
  }

  // One line added to a family of very many series goes through all of them.
  @Test
  void aggregate_littleToVeryMuch_isRefused() throws Exception {
    try (ServerProcess gateway = start(List.of())) {
      var lines = new StringBuilder("# TYPE c counter\n");
      for (int i = 0; i < 150_000; i++) {
        lines.append("c{a=\"").append(i).append("\"} 1\n");
      }
      String path = "/aggregate/metrics/job/sum";
      assertThat(put(gateway, path, lines.toString())).isEqualTo(200);

      assertThat(put(gateway, path, "# TYPE c counter\nc{a=\"1\"} 1\n")).isEqualTo(413);
      assertThat(put(gateway, path, "# TYPE d counter\nd 1\n")).isEqualTo(200);
    }
  }

  // What is remembered of pushes kept their whole grouping keys, when no group was left.
  @Test
  void push_longKeysOnceOnly_leaveLittleBehind() throws Exception {
    try (ServerProcess gateway = start(List.of("-Xmx96m", "-XX:+UseSerialGC"))) {
      String labels = "/l%d/" + "v".repeat(7_000);
      var rest = new StringBuilder();
      for (int i = 0; i < 8; i++) {
        rest.append(labels.formatted(i));
      }
      for (int i = 0; i < 2_500; i++) {
        String path = "/metrics/job/j" + i + rest;
        HttpRequest push =
            gateway
                .request(path)
                .header("Idempotency-Key", "k")
                .PUT(BodyPublishers.noBody())
                .build();
        assertThat(gateway.client().send(push, BodyHandlers.discarding()).statusCode())
            .as("push %d", i)
            .isEqualTo(200);
        assertThat(gateway.send("DELETE", path, "").statusCode()).isEqualTo(202);
      }
      assertThat(gateway.get("/-/ready").statusCode()).isEqualTo(200);
    }
  }

  // It died before any limit by number, and after each restart again.
  @Test
  void push_moreThanMemoryHolds_isRefusedAndAllElseGoesOn() throws Exception {
    List<String> smallHeap = List.of("-Xmx64m", "-XX:+UseSerialGC");
    String file = "--persistence.file=" + folder.resolve("data");
    int refused;
    try (ServerProcess gateway = start(smallHeap, file)) {
      refused = pushUntilRefused(gateway, 0);
      assertThat(refused).isBetween(100, 10_000);
      assertGoesOn(gateway);
      gateway.kill();
    }
    try (ServerProcess gateway = start(smallHeap, file)) {
      assertGoesOn(gateway);
      assertThat(pushUntilRefused(gateway, refused)).isLessThan(refused + 500);
      assertGoesOn(gateway);
    }
  }

  private static void assertGoesOn(ServerProcess gateway) throws Exception {
    assertThat(gateway.get("/metrics").statusCode()).isEqualTo(200);
    for (int i = 0; i < 50; i++) {
      assertThat(put(gateway, "/metrics/job/j" + i, families(200, "m"))).isEqualTo(200);
    }
    assertThat(gateway.send("DELETE", "/metrics/job/j50", "").statusCode()).isEqualTo(202);
    assertThat(gateway.get("/-/ready").statusCode()).isEqualTo(200);
  }

  /// Pushes to ever new groups, and returns the number of the first that was refused.
  private static int pushUntilRefused(ServerProcess gateway, int from) throws Exception {
    String body = families(200, "m");
    for (int i = from; i < from + 20_000; i++) {
      int status = put(gateway, "/metrics/job/j" + i, body);
      if (status != 200) {
        assertThat(status).isEqualTo(503);
        return i;
      }
    }
    throw new AssertionError("nothing was refused");
  }

  private static String families(int count, String prefix) {
    var body = new StringBuilder();
    for (int i = 0; i < count; i++) {
      body.append(prefix).append('_').append(i).append(" 1\n");
    }
    return body.toString();
  }

  private ServerProcess start(List<String> javaOptions, String... flags) throws Exception {
    String address = ServerProcess.freeAddress();
    var command = new ArrayList<>(GatewayCommand.of(address, flags));
    command.addAll(1, javaOptions);
    return ServerProcess.start(new ProcessBuilder(command), folder, address);
  }

  private Socket connect(ServerProcess gateway) throws IOException {
    var client = new Socket(InetAddress.getLoopbackAddress(), URI.create(gateway.url()).getPort());
    clients.add(client);
    return client;
  }

  private static void send(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static int put(ServerProcess gateway, String path, String body)
      throws IOException, InterruptedException {
    return gateway.send("PUT", path, body).statusCode();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
