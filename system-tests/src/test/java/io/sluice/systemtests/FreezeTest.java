package io.sluice.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.harness.Gateway;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gateway that the system stops for some time, like a paused virtual machine.
final class FreezeTest {
  private static final Duration FREEZE = Duration.ofSeconds(3);

  @Test
  void freeze_thenContinue_answersWhatWaitedAndLosesNothing(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("data");
    var flags = List.of("--persistence.file=" + file, "--push.ttl-grace=0s");
    try (Gateway gateway = Gateway.start(flags)) {
      gateway.push("/metrics/job/before", "m 1\n");
      gateway.push("/metrics/job/short?ttl=1s", "m 1\n");
      gateway.signal("STOP");
      CompletableFuture<HttpResponse<String>> waiting =
          CompletableFuture.supplyAsync(
              () -> gateway.send("PUT", "/metrics/job/meanwhile", "m 1\n"));
      LockSupport.parkNanos(FREEZE.toNanos());
      assertThat(waiting).isNotDone();
      gateway.signal("CONT");

      assertThat(waiting.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      gateway.push("/metrics/job/after", "m 1\n");
      assertThat(gateway.get("/-/ready").statusCode()).isEqualTo(200);
      gateway.kill();
    }
    try (Gateway gateway = Gateway.start(flags)) {
      assertThat(gateway.scrape()).contains("job=\"before\"", "job=\"meanwhile\"", "job=\"after\"");
    }
  }
}
