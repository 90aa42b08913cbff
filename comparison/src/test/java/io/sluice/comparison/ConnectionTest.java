package io.sluice.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionTest {
  private static final byte[] LARGE = "metric 1\n".repeat(100_000).getBytes(StandardCharsets.UTF_8);

  private final HttpServer server;
  private final Connection connection;

  ConnectionTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    connection = new Connection(server.getAddress().getPort());
  }

  @BeforeEach
  void start() {
    serve("/sized", 200, LARGE.length);
    serve("/chunked", 200, 0);
    serve("/refused", 400, LARGE.length);
    server.createContext(
        "/echo",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(202, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    connection.close();
    server.stop(0);
  }

  @Test
  void get_severalAnswersOnOneConnection_countsEachBody() throws IOException {
    assertThat(connection.get("/sized").bytes()).isEqualTo(LARGE.length);
    assertThat(connection.get("/chunked").bytes()).isEqualTo(LARGE.length);
    assertThat(connection.get("/chunked").bytes()).isEqualTo(LARGE.length);
    assertThat(connection.get("/sized").bytes()).isEqualTo(LARGE.length);
  }

  @Test
  void download_chunkedBody_handsOnBytesWithoutFraming() throws IOException {
    var sink = new ByteArrayOutputStream();

    connection.download("/chunked", sink);

    assertThat(sink.toByteArray()).isEqualTo(LARGE);
  }

  @Test
  void send_body_reachesTheServer() throws IOException {
    Connection.Answer answer = connection.send("PUT", "/echo", new byte[321]);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.bytes()).isEqualTo(321);
  }

  /// Otherwise a server that refuses everything would be the fastest.
  @Test
  void get_refused_fails() {
    assertThatThrownBy(() -> connection.get("/refused"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("status=400");
  }

  private void serve(String path, int status, long length) {
    server.createContext(
        path,
        exchange -> {
          exchange.sendResponseHeaders(status, length);
          exchange.getResponseBody().write(LARGE);
          exchange.close();
        });
  }
}
