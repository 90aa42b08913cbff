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
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A gateway is repeatedly killed while clients push and delete. Each client records the answers;
/// after the next start, the state contains all acknowledged changes, and otherwise only changes
/// that were requested but not answered.
///
/// SIGKILL does not affect the page cache, so no policy may lose anything here. The losses of a
/// power failure are tested in the tests of the journal.
///
/// `-Dsluice.kills=N` kills each gateway N times, `-Dsluice.seed=N` selects the times of the kills.
final class CrashTest {
  private static final int CLIENTS = 4;
  private static final Pattern SAMPLE = Pattern.compile("(?m)^n\\{.*number=\"(\\d+)\".*} (\\d+)$");

  @TempDir private Path folder;

  /// The results known to the clients. Each number is a separate group.
  private final Set<Integer> pushed = ConcurrentHashMap.newKeySet();

  private final Set<Integer> unanswered = ConcurrentHashMap.newKeySet();
  private final AtomicInteger numbers = new AtomicInteger();

  @ParameterizedTest
  @CsvSource({"push, 8", "interval, 7", "none, 7"})
  void kill_whileClientsPushAndDelete_losesNothingThatWasAnswered(String sync, int kills)
      throws InterruptedException {
    long seed = Long.getLong("sluice.seed", System.nanoTime());
    var random = new Random(seed);
    int count = Integer.getInteger("sluice.kills", kills);
    for (int i = 0; i < count; i++) {
      try (Gateway gateway = start(sync)) {
        check(gateway, "seed=%d kill=%d".formatted(seed, i));
        List<Thread> clients = startClients(gateway);
        LockSupport.parkNanos(Duration.ofMillis(20 + random.nextInt(400)).toNanos());
        gateway.kill();
        for (Thread client : clients) {
          client.join();
        }
      }
    }
    try (Gateway gateway = start(sync)) {
      check(gateway, "seed=%d at the end".formatted(seed));
      assertThat(gateway.stop()).isZero();
    }
    System.out.printf(
        "crash test, sync=%s: -Dsluice.seed=%d, %d kills, %d groups held, 0 lost%n",
        sync, seed, count, pushed.size());
    assertThat(pushed).hasSizeGreaterThan(count);
  }

  private Gateway start(String sync) {
    return Gateway.start(
        "--persistence.file=" + folder.resolve("data"),
        "--persistence.sync=" + sync,
        "--persistence.interval=100ms");
  }

  /// All acknowledged changes are present; of the others, only requested ones, which are then
  /// known.
  private void check(Gateway gateway, String when) {
    Set<Integer> held = held(gateway);
    Set<Integer> lost = new HashSet<>(pushed);
    lost.removeAll(held);
    lost.removeAll(unanswered);
    assertThat(lost).as("%s: lost", when).isEmpty();
    Set<Integer> unknown = new HashSet<>(held);
    unknown.removeAll(pushed);
    unknown.removeAll(unanswered);
    assertThat(unknown).as("%s: of nobody", when).isEmpty();
    pushed.clear();
    pushed.addAll(held);
    unanswered.clear();
  }

  private static Set<Integer> held(Gateway gateway) {
    return SAMPLE
        .matcher(gateway.scrape())
        .results()
        .peek(sample -> assertThat(sample.group(2)).isEqualTo(sample.group(1)))
        .map(MatchResult::group)
        .map(line -> SAMPLE.matcher(line).replaceFirst("$1"))
        .map(Integer::valueOf)
        .collect(Collectors.toSet());
  }

  private List<Thread> startClients(Gateway gateway) {
    var clients = new ArrayList<Thread>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(Thread.ofVirtual().start(() -> pushUntilKilled(gateway)));
    }
    return clients;
  }

  private void pushUntilKilled(Gateway gateway) {
    try (RawHttp http = gateway.connect()) {
      while (true) {
        int number = numbers.incrementAndGet();
        unanswered.add(number);
        byte[] body = "n %d\n".formatted(number).getBytes(StandardCharsets.UTF_8);
        Answer put = http.send(new Request("PUT", path(number), List.of(), body));
        assertThat(put.status()).isEqualTo(200);
        pushed.add(number);
        unanswered.remove(number);
        if (number % 3 == 0) {
          delete(http, number);
        }
      }
    } catch (UncheckedIOException _) {
      // The gateway was killed.
    }
  }

  private void delete(RawHttp http, int number) {
    unanswered.add(number);
    assertThat(http.send("DELETE", path(number)).status()).isEqualTo(202);
    pushed.remove(number);
    unanswered.remove(number);
  }

  private static String path(int number) {
    return "/metrics/job/crash/number/" + number;
  }
}
