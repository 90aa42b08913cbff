package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.systemtests.harness.Await;
import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.GatewayCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A gateway with a heap of 64 MB, and clients that together claim several times as much. It serves
/// others before, meanwhile and afterwards. Texts are Latin-1: a char is a byte.
final class SmallHeapTest {
  private static final int CLIENTS = 3_000;
  private static final int READERS = 300;
  private static final int REPLACEMENTS = 60;

  private final List<Socket> sockets = new ArrayList<>();
  private Gateway gateway;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(GatewayCommand.isSluice(), "a heap of Java");
    gateway = Gateway.with().javaOptions("-Xmx64m", "-XX:+UseSerialGC").start();
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    if (gateway != null) {
      gateway.close();
    }
  }

  static Stream<String> unfinished() {
    String head = "PUT /metrics/job/j HTTP/1.1\r\nHost: a\r\n";
    String lines = ("X: " + "a".repeat(1000) + "\r\n").repeat(60);
    return Stream.of(
        head + lines,
        head + "a:\r\n".repeat(220) + lines.substring(0, 30_000),
        "GET /" + "a".repeat(60_000),
        head + lines + "Content-Length: 10\r\n\r\n",
        head + lines + "Transfer-Encoding: chunked\r\n\r\n5;" + "x".repeat(4000));
  }

  @ParameterizedTest
  @MethodSource("unfinished")
  void requests_thatAreNeverFinished_leaveRoomForOthers(String unfinished) throws Exception {
    for (int i = 0; i < CLIENTS; i++) {
      send(unfinished);
      if (i % 500 == 0) {
        assertThat(gateway.get("/metrics").statusCode()).isEqualTo(200);
      }
    }
    assertServes();
    assertThat(gateway.get("/-/metrics").body())
        .contains("sluice_http_refused_total{reason=\"connection_bytes\"} ");
  }

  @ParameterizedTest
  @MethodSource("largeAnswers")
  void answers_thatNobodyReads_leaveRoomForOthers(String path) throws Exception {
    var body = new StringBuilder();
    for (int i = 0; i < 2_000; i++) {
      body.append("m{i=\"").append(i).append("\",v=\"").append("v".repeat(1000)).append("\"} 1\n");
    }
    gateway.push("/metrics/job/j", body.toString());
    String request = "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
    for (int i = 0; i < READERS; i++) {
      send(request.repeat(20));
      if (i % 50 == 0) {
        awaitScrape();
      }
    }
    awaitScrape();
    awaitAnswered("PUT", "/metrics/job/other", "x 1\n");
  }

  /// Each unread scrape would retain the state at its time.
  @Test
  void scrapes_thatNobodyReads_whileTheStateIsReplaced_leaveRoomForOthers() throws Exception {
    String request = "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n";
    for (int i = 0; i < REPLACEMENTS; i++) {
      var body = new StringBuilder();
      for (int series = 0; series < 3_000; series++) {
        body.append("m{job=\"j\",instance=\"").append(series).append("\",v=\"").append(i);
        body.append("v".repeat(1000)).append("\"} 1\n");
      }
      awaitAnswered("PUT", "/api/v1/groups?by=job,instance", body.toString());
      send(request.repeat(20)); // some answers fit into the kernel's buffers
    }
    awaitScrape();
    awaitAnswered("PUT", "/metrics/job/other", "x 1\n");
  }

  private void awaitScrape() throws Exception {
    awaitAnswered("GET", "/metrics", "");
  }

  /// At the limit, the connection of another client may be closed too; its next request succeeds.
  private void awaitAnswered(String method, String path, String body) throws Exception {
    assertThat(Await.until(() -> isAnswered(method, path, body), isAnswered -> isAnswered))
        .isTrue();
  }

  private boolean isAnswered(String method, String path, String body) {
    try {
      return gateway.send(method, path, body).statusCode() == 200;
    } catch (UncheckedIOException _) {
      return false;
    }
  }

  static Stream<String> largeAnswers() {
    return Stream.of("/metrics", "/api/v1/metrics", "/api/v1/groups/job/j");
  }

  private void assertServes() throws Exception {
    gateway.push("/metrics/job/other", "x 1\n");
    assertThat(gateway.scrape()).contains("x{instance=\"\",job=\"other\"} 1\n");
    assertThat(gateway.log()).doesNotContain("level=error");
  }

  private void send(String request) throws IOException {
    Socket socket = gateway.openSocket();
    sockets.add(socket);
    try {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException _) {
      // already refused, as intended
    }
  }
}
