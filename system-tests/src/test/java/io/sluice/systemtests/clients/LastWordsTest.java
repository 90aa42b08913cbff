package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gateway whose heap is used up ends, by itself and with a word, even if whoever started it did
/// not think of the JVM's flag for it.
final class LastWordsTest {
  private static final int LINES = 60_000;
  private static final int ENDED = -1;
  private static final int MOST_PUSHES = 20_000;

  @TempDir private Path folder;

  @Test
  void heap_usedUp_endsTheProcessAndSaysSo() throws Exception {
    assumeTrue(GatewayCommand.isSluice(), "a heap of Java");
    String address = ServerProcess.freeAddress();
    List<String> command =
        new ArrayList<>(GatewayCommand.of(address, "--limits.heap-bytes=" + Long.MAX_VALUE));
    command.addAll(1, List.of("-Xmx48m", "-XX:+UseSerialGC"));
    try (ServerProcess gateway =
        ServerProcess.start(new ProcessBuilder(command), folder, address)) {
      // What there is no memory to parse is refused; what can be parsed and not applied is the end.
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

  private static int status(ServerProcess gateway, int number, String body)
      throws InterruptedException {
    try {
      return gateway
          .client()
          .send(
              gateway
                  .request("/metrics/job/j/number/" + number)
                  .PUT(BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.discarding())
          .statusCode();
    } catch (IOException ended) {
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
