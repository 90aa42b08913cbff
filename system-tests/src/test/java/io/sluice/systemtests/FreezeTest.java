package io.sluice.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.RawHttp.Request;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gateway that the system does not let run for a while, as a paused virtual machine.
final class FreezeTest {
  private static final Duration FREEZE = Duration.ofSeconds(3);

  @Test
  void freeze_thenContinue_answersWhatWaitedAndLosesNothing(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("data");
    var flags = List.of("--persistence.file=" + file, "--push.ttl-grace=0s");
    try (Gateway gateway = Gateway.sluice(flags)) {
      assertThat(put(gateway, "/metrics/job/before")).isEqualTo(200);
      assertThat(put(gateway, "/metrics/job/short?ttl=1s")).isEqualTo(200);
      signal(gateway, "STOP");
      CompletableFuture<Integer> waiting =
          CompletableFuture.supplyAsync(() -> put(gateway, "/metrics/job/meanwhile"));
      LockSupport.parkNanos(FREEZE.toNanos());
      assertThat(waiting).isNotDone();
      signal(gateway, "CONT");

      assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo(200);
      assertThat(put(gateway, "/metrics/job/after")).isEqualTo(200);
      try (RawHttp http = gateway.connect()) {
        assertThat(http.get("/-/ready").status()).isEqualTo(200);
      }
      gateway.kill();
    }
    try (Gateway gateway = Gateway.sluice(flags);
        RawHttp http = gateway.connect()) {
      assertThat(http.get("/metrics").text())
          .contains("job=\"before\"", "job=\"meanwhile\"", "job=\"after\"");
    }
  }

  private static int put(Gateway gateway, String path) {
    try (RawHttp http = gateway.connect()) {
      byte[] body = "m 1\n".getBytes(StandardCharsets.UTF_8);
      return http.send(new Request("PUT", path, List.of(), body)).status();
    }
  }

  private static void signal(Gateway gateway, String name) throws Exception {
    var command = List.of("kill", "-" + name, Long.toString(gateway.pid()));
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
  }
}
