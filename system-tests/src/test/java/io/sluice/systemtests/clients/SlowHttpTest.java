package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.GatewayCommand;
import io.sluice.systemtests.harness.Program;
import io.sluice.systemtests.harness.Program.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Debian's `slowhttptest`: hundreds of clients that send or read slowly. The gateway closes their
/// connections at the time limit, and always serves other clients.
///
/// Each test takes a few seconds; `-Dsluice.slow.connections=4000` increases the number of clients.
final class SlowHttpTest {
  private static final int CONNECTIONS = Integer.getInteger("sluice.slow.connections", 200);
  private static final String SECONDS = "6";

  @TempDir private Path folder;

  @BeforeEach
  void requireTool() throws InterruptedException {
    assumeTrue(GatewayCommand.isSluice(), "another gateway has no such limits");
    Program.require("slowhttptest", "sh", "-c", "command -v slowhttptest");
  }

  @Test
  void headers_sentSlowly_areRefusedAndOthersServed() throws Exception {
    attack("request_time", "-H", "-t", "GET", "-i", "1");
  }

  @Test
  void body_sentSlowly_isRefusedAndOthersServed() throws Exception {
    attack("request_time", "-B", "-t", "PUT", "-i", "1", "-s", "8192");
  }

  @Test
  void answer_readSlowly_isCutOffAndOthersServed() throws Exception {
    attack("idle_time", "-X", "-t", "GET", "-n", "10", "-w", "1", "-y", "2", "-z", "1", "-k", "1");
  }

  private void attack(String reason, String... options) throws Exception {
    try (Gateway gateway = Gateway.start("--limits.request-time=2s", "--limits.idle-time=2s")) {
      fill(gateway);
      List<String> command =
          new ArrayList<>(
              List.of(
                  "slowhttptest",
                  "-c",
                  Integer.toString(CONNECTIONS),
                  "-r",
                  Integer.toString(CONNECTIONS),
                  "-l",
                  SECONDS,
                  "-p",
                  "3",
                  "-u",
                  gateway.url() + "/metrics/job/slow"));
      command.addAll(List.of(options));
      if (options[0].equals("-X")) {
        command.set(command.indexOf("-u") + 1, gateway.url() + "/metrics");
      }
      Outcome outcome = Program.run(folder, Map.of("TERM", "dumb"), command);

      assertThat(outcome.stdout()).contains("service available:").doesNotContain("NO");
      assertThat(gateway.get("/metrics").statusCode()).isEqualTo(200);
      assertThat(gateway.get("/-/metrics").body())
          .contains("sluice_http_refused_total{reason=\"" + reason + "\"}");
    }
  }

  /// Enough that an answer does not fit into the kernel's buffers.
  private static void fill(Gateway gateway) throws Exception {
    var body = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      body.append("filler{line=\"").append(i).append("\"} 1\n");
    }
    gateway.push("/metrics/job/filler", body.toString());
  }
}
