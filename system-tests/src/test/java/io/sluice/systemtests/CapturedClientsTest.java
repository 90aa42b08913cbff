package io.sluice.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.Recording.Client;
import io.sluice.systemtests.Recording.Recorded;
import io.sluice.systemtests.Recording.Step;
import io.sluice.systemtests.harness.Exposition;
import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.RawHttp;
import io.sluice.systemtests.harness.RawHttp.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Captured requests of current client libraries are answered and stored as by a real Pushgateway
/// 1.11.3.
final class CapturedClientsTest {

  static Stream<Client> clients() {
    return Recording.clients().stream();
  }

  @ParameterizedTest
  @MethodSource("clients")
  void requests_ofEveryClient_areAnsweredAndStoredAsUpstream(Client client) {
    try (Gateway gateway = Gateway.start();
        RawHttp http = gateway.connect()) {
      for (Step step : client.steps()) {
        Recorded expected = Objects.requireNonNull(step.answer());
        Answer got = http.send(step.request());
        assertThat(got.status()).as(step.request().toString()).isEqualTo(expected.status());
        assertThat(got.text()).isEqualTo(text(expected));
      }

      Answer scrape = http.get("/metrics");

      assertThat(scrape.status()).isEqualTo(client.scrapeStatus());
      Exposition expected = Exposition.parse(client.text());
      assertThat(Exposition.parse(scrape.text()).withoutOwn()).isEqualTo(expected);
    }
  }

  private static String text(Recorded answer) {
    return new String(Objects.requireNonNull(answer.body()), StandardCharsets.UTF_8);
  }
}
