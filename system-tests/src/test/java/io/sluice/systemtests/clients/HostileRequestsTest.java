package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.GatewayCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Bytes on a raw socket to the whole gateway: requests that pass the HTTP server, whose own cases
/// are tested with it. Texts are Latin-1: a char is a byte.
final class HostileRequestsTest {
  /// The format of any log line.
  private static final String LOG_LINE =
      "ts=[-0-9T:.Z]+ level=(debug|info|warn|error) caller=\\S+ msg=\\P{Cntrl}+";

  /// Targets of files other than those that may be served from the jar.
  private static final List<String> OUTSIDE =
      List.of(
          "/static/../../../../etc/passwd",
          "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
          "/static/..%2f..%2f..%2fetc/passwd",
          "/static/%252e%252e%252fetc/passwd",
          "/static/..%5c..%5cetc%5cpasswd",
          "/static/....//....//etc/passwd",
          "/static//etc/passwd",
          "/static/%00/etc/passwd",
          "/static/status.css%00.html",
          "/static/%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd",
          "/static/status.css/../../StaticFiles.class",
          "/static/../StaticFiles.class",
          "//etc/passwd",
          "/%2e%2e/%2e%2e/etc/passwd",
          "http://x/static/../../etc/passwd");

  private Gateway gateway;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(GatewayCommand.isSluice(), "what another gateway answers is not ours to test");
    gateway = Gateway.start("--log.level=debug");
  }

  @AfterEach
  void stop() {
    if (gateway != null) {
      gateway.close();
    }
  }

  @Test
  void get_pathThatLeavesTheFiles_findsNothing() throws IOException {
    for (String target : OUTSIDE) {
      String answer =
          exchange("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

      assertThat(answer)
          .as(target)
          .matches("(?s)HTTP/1\\.1 (307|404|400|301) .*")
          .doesNotContain("root:")
          .doesNotContain("\u00ca\u00fe\u00ba\u00be");
    }
  }

  @Test
  void logs_controlCharactersEverywhere_stayOnTheirLines() throws Exception {
    String evil = "a%0Alevel%3Derror%0D%1b%5B31mx%00%c2%85%e2%80%a8";
    List<String> requests =
        List.of(
            put("/metrics/job/" + evil + "/odd", "m 1\n"),
            put("/metrics/job@base64/" + evil, "m 1\n"),
            put("/metrics/job/j/" + evil + "/v", "m 1\n"),
            put("/metrics/job/" + evil, "m{a=\"\u001b[31m\nlevel=error\"} x\n"),
            put("/metrics/job/" + evil, "m\u0007\u0000\r\n\r\n 1\n"),
            put("/metrics/job/" + evil, "m{a=\"\\nlevel=error\\n\u001b\"} 1 1000\n"),
            put("/metrics/job/" + evil, "# TYPE m gauge\nm{a=\"\\n\u009b\"} 1\n"),
            put("/metrics/job/other", "# TYPE m counter\nm{a=\"\\nlevel=error \u001b\"} 1\n"),
            "GET /" + evil + " HTTP/1.1\r\nHost: x\r\nX: \u009b31m\r\nConnection: close\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nX: \u001b\r\n\r\n",
            "P\u0007T /\u001b HTTP/1.1\r\n\r\n");
    for (String request : requests) {
      assertThat(exchange(request)).matches("(?s)HTTP/1\\.1 [2345].*");
    }
    assertThat(gateway.stop()).isZero();
    assertThat(gateway.log().lines()).isNotEmpty().allMatch(line -> line.matches(LOG_LINE));
    assertThat(gateway.log()).contains("inconsistent").doesNotContain("\nlevel=error");
  }

  @Test
  void push_gzipCutAnywhere_isRefusedAndNothingStored() throws Exception {
    byte[] whole = gzip("# TYPE m gauge\n" + "m{a=\"b\"} 1\n" + "#" + "x".repeat(500) + "\n");
    for (int length = 0; length < whole.length; length++) {
      String answer = exchange(gzipped(Arrays.copyOf(whole, length)));
      assertThat(answer).as("length=%d", length).startsWith("HTTP/1.1 400 Bad Request\r\n");
    }
    assertThat(gateway.scrape()).doesNotContain("job=\"cut\"");

    assertThat(exchange(gzipped(whole))).startsWith("HTTP/1.1 200 OK\r\n");
  }

  /// A larger bomb would be no different: the test checks where the decompression stops.
  @Test
  void push_gzipBomb_isRefusedAndCounted() throws Exception {
    byte[] layer = new byte[1 << 20];
    var bomb = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bomb)) {
      for (int i = 0; i < 600; i++) {
        out.write(layer);
      }
    }
    assertThat(exchange(gzipped(bomb.toByteArray())))
        .startsWith("HTTP/1.1 413 Request Entity Too Large\r\n")
        .endsWith("request body too large after decompression: max_bytes=268435456\n");
    assertThat(gateway.get("/-/metrics").body())
        .contains("sluice_http_refused_total{reason=\"decoded_body_bytes\"} 1\n");
  }

  /// A megabyte that would need hundreds in the store: each line contains the grouping key.
  @Test
  void push_longKeyAndManyLines_isRefusedBeforeItIsStored() throws Exception {
    var lines = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      lines.append("m{i=\"").append(i).append("\"} 1\n");
    }
    assertThat(exchange(put("/metrics/job/" + "j".repeat(60_000), lines.toString())))
        .startsWith("HTTP/1.1 413 Request Entity Too Large\r\n")
        .endsWith(
            "push too large with its grouping key in each line: --limits.decoded-body-bytes=268435456\n");
  }

  /// A metric takes two bytes: a body of permitted size could become gigabytes of objects.
  @Test
  void push_protobufOfEmptyMetrics_isRefusedBeforeItIsDecoded() throws Exception {
    var body = new StringBuilder("\u0080\u0080\u0080\u0010"); // 32 MiB of
    for (int i = 0; i < 1 << 24; i++) {
      body.append("\"\0"); // field 4, no bytes
    }
    String request =
        "PUT /metrics/job/j HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            + "Content-Type: application/vnd.google.protobuf;"
            + " proto=io.prometheus.client.MetricFamily; encoding=delimited\r\n"
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    assertThat(exchange(request))
        .startsWith("HTTP/1.1 413 Request Entity Too Large\r\n")
        .endsWith("too many series in the push: --limits.series-per-push=1000000\n");
  }

  private static String put(String target, String body) {
    return "PUT %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(target, body.length(), body);
  }

  private static byte[] gzip(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
    return bytes.toByteArray();
  }

  private static String gzipped(byte[] body) {
    return put("/metrics/job/cut", new String(body, StandardCharsets.ISO_8859_1))
        .replace("Host: x\r\n", "Host: x\r\nContent-Encoding: gzip\r\n");
  }

  private String exchange(String request) throws IOException {
    try (Socket socket = gateway.openSocket()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
