package io.sluice.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.RawHttp;
import io.sluice.systemtests.harness.RawHttp.Answer;
import io.sluice.systemtests.harness.RawHttp.Request;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sums over pushers that repeat each push with an unknown outcome under its idempotency key, while
/// the gateway is repeatedly killed. At the end, each push is in the sum exactly once.
///
/// `-Dsluice.kills=N` kills it N times, `-Dsluice.seed=N` selects the times of the kills.
final class ExactlyOnceTest {
  private static final int CLIENTS = 4;
  private static final int KILLS = 8;
  private static final Pattern SUM = Pattern.compile("(?m)^n_total\\{.*} (\\S+)$");

  @TempDir private Path folder;

  private final AtomicInteger pushes = new AtomicInteger();
  private final AtomicInteger repetitions = new AtomicInteger();
  private volatile @Nullable Gateway gateway;
  private volatile boolean isOver;

  @Test
  void kill_whilePushersRepeatWhatIsUnknown_countsEachPushOnce() throws InterruptedException {
    long seed = Long.getLong("sluice.seed", System.nanoTime());
    var random = new Random(seed);
    int kills = Integer.getInteger("sluice.kills", KILLS);
    var clients = new ArrayList<Thread>();
    for (int i = 0; i < CLIENTS; i++) {
      int client = i;
      clients.add(Thread.ofVirtual().start(() -> push(client)));
    }
    for (int i = 0; i < kills; i++) {
      Gateway running = start();
      LockSupport.parkNanos(Duration.ofMillis(100 + random.nextInt(400)).toNanos());
      running.kill();
    }
    try (Gateway running = start()) {
      isOver = true;
      for (Thread client : clients) {
        client.join();
      }
      assertThat(sum(running)).as("seed=%d", seed).isEqualTo(pushes.get());
      System.out.printf(
          "exactly once: -Dsluice.seed=%d, %d kills, %d pushes, %d sent again, sum %d%n",
          seed, kills, pushes.get(), repetitions.get(), sum(running));
    }
    assertThat(repetitions.get()).as("seed=%d", seed).isPositive();
  }

  private Gateway start() {
    Gateway started =
        Gateway.start(
            "--persistence.file=" + folder.resolve("data"), "--persistence.interval=100ms");
    gateway = started;
    return started;
  }

  private void push(int client) {
    for (int i = 0; !isOver; i++) {
      String key = client + "-" + i;
      while (!isAcknowledged(key)) {
        repetitions.incrementAndGet();
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
      pushes.incrementAndGet();
    }
  }

  private boolean isAcknowledged(String key) {
    Gateway running = gateway;
    if (running == null) {
      return false;
    }
    byte[] body = "# TYPE n_total counter\nn_total 1\n".getBytes(StandardCharsets.UTF_8);
    var headers = List.of(new RawHttp.Header("Idempotency-Key", key));
    try (RawHttp http = running.connect()) {
      Answer answer = http.send(new Request("POST", "/aggregate/metrics/job/sum", headers, body));
      return answer.status() == 200;
    } catch (UncheckedIOException _) {
      return false;
    }
  }

  private static long sum(Gateway gateway) {
    Matcher sum = SUM.matcher(gateway.scrape());
    assertThat(sum.find()).isTrue();
    return (long) Double.parseDouble(sum.group(1));
  }
}
