package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.HttpLimits;
import io.sluice.http.PeerAddress;
import io.sluice.http.listen.Address;
import io.sluice.http.server.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The requests that the server itself refuses, as shown by the API.
@Timeout(60)
class RefusalRecorderTest {
  private static final HttpLimits LIMITS =
      new HttpLimits(
          10_000,
          1_000,
          10_000,
          100,
          100,
          10_000,
          1_000_000,
          Duration.ofMinutes(1),
          Duration.ofMinutes(1));

  private final OfflineGateway gateway = new OfflineGateway();
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        HttpServer.start(
            List.of(Address.parse("127.0.0.1:0")),
            gateway.handler(),
            LIMITS,
            null,
            gateway.earlyAnswers());
  }

  @AfterEach
  void stop() {
    server.stop(Duration.ZERO);
  }

  @Test
  void push_bodyOverTheLimit_isRemembered() throws Exception {
    int status = put("/metrics/job/j", "x".repeat(2_000));

    assertThat(status).isEqualTo(413);
    assertThat(OfflineGateway.text(gateway.request("GET", "/api/v1/pushes", "")))
        .contains("\"path\":\"/metrics/job/j\",\"labels\":null,\"key\":null,\"peer\":\"127.0.0.1:")
        .contains("\"status\":413,\"outcome\":\"rejected\",\"reason\":\"limit\"")
        .contains("\"message\":\"")
        .containsPattern("\"bytes\":2\\d\\d\\d,");
  }

  @Test
  void otherRequest_bodyOverTheLimit_isNoPush() throws Exception {
    assertThat(put("/api/v1/check", "x".repeat(2_000))).isEqualTo(413);
    assertThat(OfflineGateway.text(gateway.request("GET", "/api/v1/pushes", "")))
        .endsWith("\"pushes\":[]}}");
  }

  private int put(String path, String body) throws Exception {
    URI uri = URI.create("http://" + PeerAddress.format(server.addresses().getFirst()) + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(uri).PUT(HttpRequest.BodyPublishers.ofString(body)).build();
      return client.send(request, BodyHandlers.ofString()).statusCode();
    }
  }
}
