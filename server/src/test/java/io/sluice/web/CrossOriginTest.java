package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.Handler;
import io.sluice.http.Header;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.http.Sender;
import io.sluice.http.Target;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CrossOriginTest {
  private static final String APP = "https://app.example.org";

  private final List<String> routed = new ArrayList<>();
  private final Handler routes =
      request -> {
        routed.add(request.method());
        return CompletableFuture.completedFuture(Response.empty(200));
      };

  @Test
  void handle_preflightOfAnAllowedOrigin_isAnswered() {
    Response answer = answer(List.of(APP), "OPTIONS", "/pgw/metrics/job/a", APP, "PUT");

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.headers())
        .contains(
            new Header("Access-Control-Allow-Origin", APP),
            new Header("Access-Control-Allow-Methods", "POST, PUT"),
            new Header("Vary", "Origin"));
    assertThat(routed).isEmpty();
  }

  @Test
  void handle_pushOfAnAllowedOrigin_isRoutedAndReadable() {
    assertThat(answer(List.of("*"), "PUT", "/pgw/aggregate/metrics", APP, null).headers())
        .containsExactly(new Header("Access-Control-Allow-Origin", "*"));
    assertThat(routed).containsExactly("PUT");
  }

  // Would catch a configured origin that allows pages of other origins to push.
  @Test
  void handle_otherOriginOtherPathOrNoOrigin_isNoneOfItsBusiness() {
    assertThat(answer(List.of(APP), "OPTIONS", "/pgw/metrics/job/a", "https://evil", "PUT"))
        .extracting(Response::headers)
        .isEqualTo(List.of());
    assertThat(answer(List.of("*"), "OPTIONS", "/pgw/api/v1/groups", APP, "DELETE"))
        .extracting(Response::headers)
        .isEqualTo(List.of());
    assertThat(answer(List.of(APP), "PUT", "/pgw/metrics/job/a", null, null))
        .extracting(Response::headers)
        .isEqualTo(List.of());
    assertThat(routed).containsExactly("OPTIONS", "OPTIONS", "PUT");
  }

  private Response answer(
      List<String> origins,
      String method,
      String path,
      @Nullable String origin,
      @Nullable String preflightFor) {
    var headers = new ArrayList<Header>();
    if (origin != null) {
      headers.add(new Header("Origin", origin));
    }
    if (preflightFor != null) {
      headers.add(new Header("Access-Control-Request-Method", preflightFor));
    }
    var peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    var request =
        new Request(
            method,
            new Target(path, path, path, null),
            headers,
            new byte[0],
            0,
            new Sender(peer, null));
    return new CrossOrigin(origins, "/pgw", routes).handle(request).toCompletableFuture().join();
  }
}
