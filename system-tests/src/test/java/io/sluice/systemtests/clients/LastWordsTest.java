package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.GatewayCommand;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

/// A gateway that runs out of heap ends automatically and logs the reason, even if it was started
/// without the JVM's flag for it.
final class LastWordsTest {
  private static final int LINES = 60_000;
  private static final int ENDED = -1;
  private static final int MOST_PUSHES = 20_000;

  @Test
  void heap_usedUp_endsTheProcessAndSaysSo() throws Exception {
    assumeTrue(GatewayCommand.isSluice(), "a heap of Java");
    try (Gateway gateway =
        Gateway.with("--limits.heap-bytes=" + Long.MAX_VALUE)
            .javaOptions("-Xmx48m", "-XX:+UseSerialGC")
            .start()) {
      // Pushes that are too large to parse are refused; one that cannot be applied ends it.
      int lines = LINES;
      int pushes = 0;
      while (pushes < MOST_PUSHES) {
        int status = status(gateway, pushes++, body(lines));
        if (status == ENDED) {
          break;
        } else if (status != 200) {
          lines = Math.max(1, lines / 2);
        }
      }
      assertThat(gateway.awaitEnd()).as(gateway.log()).isEqualTo(3);
      assertThat(gateway.log()).endsWith("level=error msg=\"out of memory; ending the process\"\n");
    }
  }

  private static int status(Gateway gateway, int number, String body) {
    try {
      return gateway.send("PUT", "/metrics/job/j/number/" + number, body).statusCode();
    } catch (UncheckedIOException ended) {
      return ENDED;
    }
  }

  private static String body(int lines) {
    var body = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      body.append("a_metric_of_many{line=\"").append(i).append("\"} ").append(i).append('\n');
    }
    return body.toString();
  }
}
