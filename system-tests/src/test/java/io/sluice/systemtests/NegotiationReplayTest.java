package io.sluice.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.Recording.Negotiation;
import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.RawHttp;
import io.sluice.systemtests.harness.RawHttp.Answer;
import io.sluice.systemtests.harness.RawHttp.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// A scrape is answered in the format, escaping and encoding that a real Pushgateway 1.11.3 chose
/// for the same `Accept` and `Accept-Encoding`.
final class NegotiationReplayTest {
  private static final List<String> HEADERS = List.of("content-type", "content-encoding");

  @Test
  void scrape_everyRecordedAccept_isAnsweredInUpstreamsFormat() {
    Map<List<String>, List<Negotiation>> byFlags =
        Recording.negotiations().stream().collect(Collectors.groupingBy(Negotiation::flags));
    var differences = new ArrayList<String>();

    byFlags.forEach(
        (flags, negotiations) -> {
          try (Gateway gateway = Gateway.start(flags);
              RawHttp http = gateway.connect()) {
            push(http);
            negotiations.forEach(negotiation -> compare(http, negotiation, differences));
          }
        });

    System.out.printf("%d negotiations%n", Recording.negotiations().size());
    assertThat(differences).isEmpty();
  }

  private static void push(RawHttp http) {
    byte[] body = "m 1\n".getBytes(StandardCharsets.UTF_8);
    Answer answer = http.send(new Request("PUT", "/metrics/job/a", List.of(), body));
    assertThat(answer.status()).isIn(200, 202);
  }

  private static void compare(RawHttp http, Negotiation negotiation, List<String> differences) {
    Answer got = http.send(new Request("GET", "/metrics", negotiation.requestHeaders(), null));
    if (!Objects.equals(negotiation.answer().status(), got.status())) {
      differences.add("%s: got status %d".formatted(negotiation, got.status()));
    }
    for (String name : HEADERS) {
      String expected = negotiation.answer().headers().get(name);
      if (!Objects.equals(expected, got.headers().get(name))) {
        differences.add(
            "%s %s: expected %s got %s"
                .formatted(negotiation.requestHeaders(), name, expected, got.headers().get(name)));
      }
    }
  }
}
