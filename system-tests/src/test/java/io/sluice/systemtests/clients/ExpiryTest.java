package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Groups that go by themselves and jobs that are late, with a clock that runs twenty times as
/// fast, across a restart.
final class ExpiryTest {
  private static final String FAST = "+0 x20";

  @Test
  void expire_fastClock_dropsTheGroupAndShowsWhoIsLate(@TempDir Path directory) throws Exception {
    Program.require("faketime", "faketime", "-f", FAST, "true");
    try (ServerProcess gateway = start(directory)) {
      push(gateway, "/metrics/job/short?ttl=20s");
      push(gateway, "/metrics/job/late?expect=10s");
      push(gateway, "/metrics/job/ever");

      String late = "push_overdue{instance=\"\",job=\"late\"} 1\n";
      assertThat(
              Await.until(
                  () -> scrape(gateway),
                  text -> !text.contains("job=\"short\"") && text.contains(late)))
          .doesNotContain("job=\"short\"")
          .contains("n{instance=\"\",job=\"ever\"} 1\n")
          .contains("push_expected_interval_seconds{instance=\"\",job=\"late\"} 10\n")
          .contains(late)
          .doesNotContain("push_overdue{instance=\"\",job=\"ever\"}")
          .contains("sluice_expired_groups_total 1\n");
      push(gateway, "/metrics/job/next?ttl=1h");
      gateway.kill();
    }
    try (ServerProcess gateway = start(directory)) {
      assertThat(scrape(gateway))
          .doesNotContain("job=\"short\"")
          .contains("n{instance=\"\",job=\"ever\"} 1\n")
          .contains("n{instance=\"\",job=\"next\"} 1\n")
          .contains("push_overdue{instance=\"\",job=\"late\"} 1\n");
    }
  }

  private static ServerProcess start(Path directory) throws Exception {
    String address = ServerProcess.freeAddress();
    var command = new ArrayList<>(List.of("faketime", "-f", FAST));
    command.addAll(
        GatewayCommand.of(
            address, "--persistence.file=" + directory.resolve("data"), "--push.ttl-grace=0s"));
    var builder = new ProcessBuilder(command);
    builder.environment().put("DONT_FAKE_MONOTONIC", "1");
    return ServerProcess.start(builder, directory, address);
  }

  private static void push(ServerProcess gateway, String path) throws Exception {
    assertThat(gateway.send("PUT", path, "n 1\n").statusCode()).isEqualTo(200);
  }

  private static String scrape(ServerProcess gateway) throws Exception {
    return gateway.get("/metrics").body();
  }
}
