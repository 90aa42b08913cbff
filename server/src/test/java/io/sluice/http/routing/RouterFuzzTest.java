package io.sluice.http.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.http.BadRequestException;
import io.sluice.http.Header;
import io.sluice.http.Response;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;

/// Any bytes as a request head, whose target is then routed: no exception except the one for bad
/// requests, and redirects always lead to another path.
final class RouterFuzzTest {
  private static final Router[] ROUTERS = new Router[2];

  @BeforeAll
  static void build() {
    ROUTERS[0] = PushgatewayRoutes.router("", "/metrics");
    ROUTERS[1] = PushgatewayRoutes.router("/pgw", "/scrape");
  }

  @FuzzTest(maxDuration = "2m")
  void handle_anyTarget_answers(byte[] bytes) {
    String target = new String(bytes, StandardCharsets.ISO_8859_1);
    for (Router router : ROUTERS) {
      for (String method : new String[] {"GET", "PUT", "OPTIONS", "CONNECT"}) {
        ask(router, method, target);
      }
    }
  }

  private static void ask(Router router, String method, String target) {
    try {
      Response response = PushgatewayRoutes.ask(router, method, target);
      assertThat(response.status()).isIn(200, 299, 301, 307, 404, 405);
      for (Header header : response.headers()) {
        if (header.name().equals("Location")) {
          assertThat(header.value()).startsWith("/").isNotEqualTo(target);
        }
      }
    } catch (BadRequestException e) {
      assertThat(e.status()).startsWith("400");
    }
  }
}
