package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
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
