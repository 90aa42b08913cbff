package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.harness.Await;
import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Groups that expire and jobs that are late, on a machine whose clock is changed while the gateway
/// is down.
final class ExpiryTest {
  private static final String SHORT = "n{instance=\"\",job=\"short\"} 1\n";
  private static final String EVER = "n{instance=\"\",job=\"ever\"} 1\n";
  private static final String RENEWED = "n{instance=\"\",job=\"renewed\"} 1\n";
  private static final String OVERDUE = "push_overdue{instance=\"\",job=\"late\"} ";

  @Test
  void expire_clockMovedByRestarts_dropsTheGroupAndShowsWhoIsLate(@TempDir Path directory)
      throws Exception {
    Program.require("faketime", "faketime", "-f", "+2h", "true");
    try (Gateway gateway = start(directory, "+0h", "5m")) {
      push(gateway, "/metrics/job/short?ttl=1h");
      push(gateway, "/metrics/job/renewed?ttl=1h");
      push(gateway, "/metrics/job/late?expect=1h");
      push(gateway, "/metrics/job/ever");
      assertThat(gateway.scrape())
          .contains(SHORT)
          .contains("push_expected_interval_seconds{instance=\"\",job=\"late\"} 3600\n")
          .contains(OVERDUE + "0\n")
          .doesNotContain("push_overdue{instance=\"\",job=\"ever\"}");
      gateway.kill();
    }
    try (Gateway gateway = start(directory, "+2h", "5m")) {
      // Groups past their TTL still exist: clients could not push while the gateway was down.
      assertThat(gateway.scrape())
          .contains(SHORT)
          .contains(OVERDUE + "1\n")
          .doesNotContain("sluice_expired_groups_total");
      push(gateway, "/metrics/job/renewed?ttl=1h");
      push(gateway, "/metrics/job/late?expect=1h");
      assertThat(gateway.scrape()).contains(OVERDUE + "0\n");
    }
    try (Gateway gateway = start(directory, "+2h", "0s")) {
      assertThat(Await.until(() -> gateway.scrape(), text -> !text.contains(SHORT)))
          .doesNotContain("job=\"short\"")
          .contains(EVER)
          .contains(RENEWED)
          .contains(OVERDUE + "0\n")
          .contains("sluice_expired_groups_total 1\n");
      gateway.kill();
    }
    // The clock is set back: expired groups do not reappear.
    try (Gateway gateway = start(directory, "+0h", "5m")) {
      assertThat(gateway.scrape()).doesNotContain("job=\"short\"").contains(EVER).contains(RENEWED);
      var gone = gateway.get("/api/v1/groups/job/short");
      assertThat(gone.statusCode()).isEqualTo(404);
      assertThat(gone.body()).contains("expired");
    }
  }

  private static Gateway start(Path directory, String offset, String grace) throws Exception {
    // Not with the program itself, which would not pass signals to the gateway.
    List<String> show = List.of("faketime", "-f", offset, "printenv", "LD_PRELOAD");
    String library = Program.run(directory, Map.of(), show).orFail().strip();
    return Gateway.with(
            "--persistence.file=" + directory.resolve("data"), "--push.ttl-grace=" + grace)
        .variable("LD_PRELOAD", library)
        .variable("FAKETIME", offset)
        .start();
  }

  private static void push(Gateway gateway, String path) {
    gateway.push(path, "n 1\n");
  }
}
