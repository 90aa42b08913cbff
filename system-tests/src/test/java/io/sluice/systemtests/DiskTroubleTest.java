package io.sluice.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.systemtests.harness.Await;
import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.Program;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A gateway's disk becomes full or read-only, and recovers later.
final class DiskTroubleTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @BeforeEach
  void mount() throws Exception {
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder.toString()) == 0,
        "mounting a file system takes root");
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", "--lazy", folder.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"push", "interval"})
  void push_diskFull_isRefusedAndTakenAgainLater(String sync) throws Exception {
    Path filler = folder.resolve("filler");
    try (Gateway gateway = start(sync)) {
      assertThat(put(gateway, "before", 1).statusCode()).isEqualTo(200);
      fill(filler);

      int taken = putUntilRefused(gateway);
      HttpResponse<String> refused = put(gateway, "refused", 1);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("No space left on device");
      assertThat(gateway.get("/-/ready").statusCode()).isEqualTo(503);
      assertThat(gateway.get("/-/healthy").statusCode()).isEqualTo(200);
      assertThat(gateway.get("/-/metrics").body()).contains("\nsluice_journal_writable 0\n");
      assertThat(gateway.scrape()).contains("job=\"before\"").doesNotContain("job=\"refused\"");

      Files.delete(filler);
      Await.that(() -> gateway.get("/-/ready").statusCode() == 200, PATIENCE, gateway::log);
      assertThat(put(gateway, "after", 1).statusCode()).isEqualTo(200);
      gateway.kill();
      checkRestart(sync, taken);
    }
  }

  @Test
  void snapshot_diskFull_isTriedAgainAndPushesGoOn() throws Exception {
    Path filler = folder.resolve("filler");
    var flags =
        List.of("--persistence.file=" + folder.resolve("data"), "--persistence.interval=1s");
    try (Gateway gateway = Gateway.start(flags)) {
      var body = new StringBuilder();
      for (int i = 0; i < 5_000; i++) {
        body.append("m{number=\"").append(i).append("\",text=\"").append("x".repeat(100));
        body.append("\"} 1\n");
      }
      gateway.push("/metrics/job/large", body.toString());
      Await.that(
          () -> sample(gateway, "sluice_snapshot_timestamp_seconds") > 0, PATIENCE, gateway::log);
      fill(filler);
      free(filler, 200_000); // enough for some pushes, but not for another snapshot

      assertThat(put(gateway, "during", 1).statusCode()).isEqualTo(200);
      Await.that(
          () -> sample(gateway, "sluice_journal_failures_total{operation=\"snapshot\"}") > 0,
          PATIENCE,
          gateway::log);
      assertThat(put(gateway, "meanwhile", 1).statusCode()).isEqualTo(200);
      assertThat(gateway.get("/-/ready").statusCode()).isEqualTo(200);

      double failedBy = sample(gateway, "sluice_snapshot_timestamp_seconds");
      Files.delete(filler);
      Await.that(
          () -> sample(gateway, "sluice_snapshot_timestamp_seconds") > failedBy,
          PATIENCE,
          gateway::log);
      gateway.kill();
    }
    try (Gateway gateway = Gateway.start(flags)) {
      assertThat(gateway.scrape()).contains("job=\"large\"", "job=\"during\"", "job=\"meanwhile\"");
    }
  }

  private static void free(Path filler, long bytes) throws IOException {
    try (var channel = FileChannel.open(filler, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - bytes);
    }
  }

  private static double sample(Gateway gateway, String series) {
    return gateway
        .get("/-/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  @Test
  void start_readOnlyDisk_isRefusedWithTheReason() throws Exception {
    try (Gateway gateway = start("push")) {
      assertThat(put(gateway, "before", 1).statusCode()).isEqualTo(200);
      gateway.kill();
    }
    assertThat(run("mount", "-o", "remount,ro", folder.toString())).isZero();
    assertThat(startFailure(List.of())).contains("ended with 1", "Read-only file system");
    assertThat(run("mount", "-o", "remount,rw", folder.toString())).isZero();
    try (Gateway gateway = start("push")) {
      assertThat(gateway.scrape()).contains("job=\"before\"");
    }
  }

  @Test
  void start_fileOfAnotherUser_isRefusedWithTheReason() throws Exception {
    try (Gateway gateway = start("push")) {
      assertThat(put(gateway, "before", 1).statusCode()).isEqualTo(200);
    }
    assertThat(run("chmod", "755", folder.toString())).isZero();
    String nobody = "65534";
    assertThat(startFailure(List.of("setpriv", "--reuid=" + nobody, "--clear-groups")))
        .contains("ended with 1", "permission denied");
  }

  private void checkRestart(String sync, int taken) {
    try (Gateway gateway = start(sync)) {
      String text = gateway.scrape();
      assertThat(text).contains("job=\"before\"", "job=\"after\"");
      for (int i = 0; i < taken; i++) {
        assertThat(text).contains("m{instance=\"\",job=\"full" + i + "\"} 1\n");
      }
    }
  }

  /// The number of pushes that were accepted before one was refused.
  private static int putUntilRefused(Gateway gateway) {
    for (int i = 0; i < 10_000; i++) {
      if (put(gateway, "full" + i, 1).statusCode() == 503) {
        return i;
      }
    }
    throw new AssertionError("a full disk takes everything");
  }

  private static HttpResponse<String> put(Gateway gateway, String job, int value) {
    String body = "m %d\n# %s\n".formatted(value, "x".repeat(500));
    return gateway.send("PUT", "/metrics/job/" + job, body);
  }

  private static void fill(Path filler) throws IOException {
    try (var out = Files.newOutputStream(filler)) {
      byte[] page = new byte[4096];
      while (true) {
        out.write(page);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left on device");
    }
  }

  private Gateway start(String sync) {
    return Gateway.start(
        "--persistence.file=" + folder.resolve("data"), "--persistence.sync=" + sync);
  }

  /// The output of a gateway that does not start.
  ///
  /// @param wrapper a command that starts it
  private String startFailure(List<String> wrapper) {
    List<String> flags = List.of("--persistence.file=" + folder.resolve("data"));
    try (Gateway _ = Gateway.with(flags).by(wrapper).start()) {
      return "it started";
    } catch (IllegalStateException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return Program.run(new ProcessBuilder(command)).exitCode();
  }
}
