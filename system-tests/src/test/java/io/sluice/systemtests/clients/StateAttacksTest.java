package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.GatewayCommand;
import io.sluice.systemtests.harness.GatewayLaunch;
import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Clients that keep within all limits and try to block others or to exhaust the memory by their
/// pushes and queries.
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

  // Two of these requests blocked all scrapes for minutes, even after their clients disconnected.
  @Test
  void search_manyExpensiveOnes_othersAreServed() throws Exception {
    try (Gateway gateway = Gateway.start()) {
      gateway.push("/metrics/job/" + LONG_VALUE, "x 1\n");
      String query = String.join("&", Collections.nCopies(64, EXPENSIVE));
      for (int i = 0; i < 40; i++) {
        try (Socket client = connect(gateway)) {
          send(client, "GET /api/v1/groups?" + query + " HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        send(connect(gateway), "GET /api/v1/groups?" + query + " HTTP/1.1\r\nHost: x\r\n\r\n");
      }

      assertThat(gateway.get("/metrics").statusCode()).isEqualTo(200);
      gateway.push("/metrics/job/b", "y 1\n");
      gateway.push("/metrics/job/c", "#" + "c".repeat(100_000) + "\nz 1\n");
      assertThat(gateway.get("/-/ready").statusCode()).isEqualTo(200);
    }
  }

  // Each of these small pushes took a second, during which all other requests waited.
  @Test
  void push_smallOnesToALargeGroup_othersAreServed() throws Exception {
    try (Gateway gateway = Gateway.start()) {
      assertThat(put(gateway, "/metrics/job/big", families(10_000, "f"))).isEqualTo(413);
      gateway.push("/metrics/job/big", families(9_000, "f"));
      for (int i = 0; i < 20; i++) {
        String body = "y%02d 1\n".formatted(i);
        send(
            connect(gateway),
            "POST /metrics/job/big HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n" + body);
      }

      assertThat(gateway.get("/-/ready").statusCode()).isEqualTo(200);
      gateway.push("/metrics/job/other", "x 1\n");
      assertThat(gateway.send("DELETE", "/metrics/job/big", "").statusCode()).isEqualTo(202);
    }
  }

  // Adding one line to a family with very many series processes all of them.
  @Test
  void aggregate_littleToVeryMuch_isRefused() throws Exception {
    try (Gateway gateway = Gateway.start()) {
      var lines = new StringBuilder("# TYPE c counter\n");
      for (int i = 0; i < 150_000; i++) {
        lines.append("c{a=\"").append(i).append("\"} 1\n");
      }
      String path = "/aggregate/metrics/job/sum";
      gateway.push(path, lines.toString());

      assertThat(put(gateway, path, "# TYPE c counter\nc{a=\"1\"} 1\n")).isEqualTo(413);
      gateway.push(path, "# TYPE d counter\nd 1\n");
    }
  }

  // The records of pushes kept their whole grouping keys, even when no group was left.
  @Test
  void push_longKeysOnceOnly_leaveLittleBehind() throws Exception {
    try (Gateway gateway = Gateway.with().javaOptions("-Xmx96m", "-XX:+UseSerialGC").start()) {
      String labels = "/l%d/" + "v".repeat(7_000);
      var rest = new StringBuilder();
      for (int i = 0; i < 8; i++) {
        rest.append(labels.formatted(i));
      }
      for (int i = 0; i < 2_500; i++) {
        String path = "/metrics/job/j" + i + rest;
        assertThat(gateway.send("PUT", path, Map.of("Idempotency-Key", "k"), "").statusCode())
            .as("push %d", i)
            .isEqualTo(200);
        assertThat(gateway.send("DELETE", path, "").statusCode()).isEqualTo(202);
      }
      assertThat(gateway.get("/-/ready").statusCode()).isEqualTo(200);
    }
  }

  // It ended before any limit on a number was reached, and again after each restart.
  @Test
  void push_moreThanMemoryHolds_isRefusedAndAllElseGoesOn() throws Exception {
    GatewayLaunch smallHeap =
        Gateway.with("--persistence.file=" + folder.resolve("data"))
            .javaOptions("-Xmx64m", "-XX:+UseSerialGC");
    int refused;
    try (Gateway gateway = smallHeap.start()) {
      refused = pushUntilRefused(gateway, 0);
      assertThat(refused).isBetween(100, 10_000);
      assertGoesOn(gateway);
      gateway.kill();
    }
    try (Gateway gateway = smallHeap.start()) {
      assertGoesOn(gateway);
      assertThat(pushUntilRefused(gateway, refused)).isLessThan(refused + 500);
      assertGoesOn(gateway);
    }
  }

  private static void assertGoesOn(Gateway gateway) throws Exception {
    assertThat(gateway.get("/metrics").statusCode()).isEqualTo(200);
    for (int i = 0; i < 50; i++) {
      gateway.push("/metrics/job/j" + i, families(200, "m"));
    }
    assertThat(gateway.send("DELETE", "/metrics/job/j50", "").statusCode()).isEqualTo(202);
    assertThat(gateway.get("/-/ready").statusCode()).isEqualTo(200);
  }

  /// Pushes to new groups, and returns the number of the first refused push.
  private static int pushUntilRefused(Gateway gateway, int from) throws Exception {
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

  private Socket connect(Gateway gateway) throws IOException {
    Socket client = gateway.openSocket();
    clients.add(client);
    return client;
  }

  private static void send(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static int put(Gateway gateway, String path, String body) {
    return gateway.send("PUT", path, body).statusCode();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
