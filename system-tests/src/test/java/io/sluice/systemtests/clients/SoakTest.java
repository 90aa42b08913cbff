package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.systemtests.harness.Exposition;
import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.GatewayCommand;
import io.sluice.systemtests.harness.Program;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Good and bad requests in parallel for some time. Every good push is stored, every bad one gets
/// its answer, the gateway's own counters match exactly, and nothing has grown: heap, threads, file
/// descriptors.
///
/// It takes half a minute; `-Dsluice.soak.seconds=600` makes it ten minutes.
final class SoakTest {
  private static final int SECONDS = Integer.getInteger("sluice.soak.seconds", 30);
  private static final long SEED = Long.getLong("sluice.seed", System.nanoTime());
  private static final int GOOD_CLIENTS = 3;
  private static final int BAD_CLIENTS = 3;
  private static final int GROUPS = 200;
  private static final double HEAP_GROWTH = 1.25;
  private static final int HEAP_SLACK_BYTES = 8 << 20;
  private static final Pattern SAMPLE =
      Pattern.compile("(?m)^soak_value\\{.*number=\"(\\d+)\".*} (\\S+)$");

  /// The bytes of a bad request and the expected `status`; empty for a closed connection.
  ///
  /// @param counter the counter of such requests; empty if the count is not exact
  private record Attack(String name, String bytes, String status, String counter) {}

  private static final String HEAD = "PUT /metrics/job/bad HTTP/1.1\r\nHost: x\r\n";

  private static final List<Attack> ATTACKS =
      List.of(
          new Attack(
              "both lengths",
              HEAD + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
              "400",
              ""),
          new Attack("broken chunk", HEAD + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", "400", ""),
          new Attack("blank before colon", "GET /metrics HTTP/1.1\r\nHost : x\r\n\r\n", "400", ""),
          new Attack("no method", "\u0000\u0001\u0002\r\n\r\n", "400", ""),
          new Attack(
              "large head",
              "GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(20_000) + "\r\n\r\n",
              "431",
              "reason=\"head_bytes\""),
          new Attack(
              "large body",
              HEAD + "Content-Length: 999999999\r\n\r\n",
              "413",
              "reason=\"body_bytes\""),
          new Attack(
              "malformed",
              HEAD + "Content-Length: 6\r\n\r\nm one\n",
              "400",
              "code=\"400\",handler=\"push\",method=\"put\""),
          new Attack(
              "long name",
              HEAD + "Content-Length: 2003\r\n\r\n" + "a".repeat(2_000) + " 1\n",
              "413",
              "reason=\"name_length\""),
          new Attack(
              "broken gzip",
              HEAD + "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
              "400",
              ""),
          new Attack(
              "traversal",
              "GET /static/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
              "404",
              ""),
          new Attack("cut off", HEAD + "Content-Length: 100\r\n\r\nm 1", "400", ""));

  @TempDir private Path folder;

  private final AtomicBoolean isOver = new AtomicBoolean();
  private final AtomicInteger good = new AtomicInteger();
  private final AtomicInteger scrapes = new AtomicInteger();
  private final ConcurrentMap<Integer, Integer> pushed = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Integer> attacks = new ConcurrentHashMap<>();
  private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());

  /// The sizes that must not grow.
  private record Size(double heapBytes, double threads, double descriptors) {}

  @Test
  void mixedTraffic_forAWhile_losesNothingAndLeavesNothing() throws Exception {
    assumeTrue(GatewayCommand.isSluice(), "another gateway has other limits");
    System.out.printf("SoakTest: seconds=%d -Dsluice.seed=%d%n", SECONDS, SEED);
    try (Gateway gateway =
        Gateway.start(
            "--limits.head-bytes=16384", "--persistence.file=" + folder.resolve("data"))) {
      List<Thread> clients = start(gateway);
      pause(SECONDS / 3.0);
      Size before = size(gateway);
      pause(SECONDS * 2 / 3.0);
      isOver.set(true);
      for (Thread client : clients) {
        client.join();
      }
      assertThat(failures).isEmpty();
      assertThat(stored(gateway)).isEqualTo(new TreeMap<>(pushed));
      checkCounters(gateway);
      checkSize(before, size(gateway));
      assertThat(gateway.stop()).isZero();
      assertThat(gateway.log()).doesNotContain("level=error");
    }
    System.out.printf(
        "SoakTest: good=%d scrapes=%d bad=%s lost=0%n", good.get(), scrapes.get(), attacks);
  }

  private List<Thread> start(Gateway gateway) {
    var random = new Random(SEED);
    var clients = new ArrayList<Thread>();
    for (int i = 0; i < GOOD_CLIENTS; i++) {
      int number = i;
      clients.add(start(() -> push(gateway, number)));
    }
    for (int i = 0; i < BAD_CLIENTS; i++) {
      var own = new Random(random.nextLong());
      clients.add(start(() -> attack(gateway, own)));
    }
    clients.add(start(() -> scrape(gateway)));
    return clients;
  }

  private interface Work {
    void once() throws Exception;
  }

  private Thread start(Work work) {
    return Thread.ofPlatform()
        .start(
            () -> {
              try {
                while (!isOver.get() && failures.isEmpty()) {
                  work.once();
                }
              } catch (Exception | AssertionError e) {
                failures.add(e);
              }
            });
  }

  /// Pushes to a group that only this client uses.
  private void push(Gateway gateway, int client) throws Exception {
    int value = good.get();
    int number = (value % GROUPS) * GOOD_CLIENTS + client;
    String path = "/metrics/job/soak/number/" + number;
    gateway.push(path, "soak_value " + value + "\n");
    pushed.put(number, value);
    good.incrementAndGet();
  }

  private void attack(Gateway gateway, Random random) throws IOException {
    int choice = random.nextInt(ATTACKS.size() + 2);
    if (choice >= ATTACKS.size()) {
      vanish(gateway, random.nextBoolean());
      return;
    }
    Attack attack = ATTACKS.get(choice);
    String answer = exchange(gateway, attack.bytes);
    assertThat(answer).as(attack.name).startsWith("HTTP/1.1 " + attack.status + " ");
    attacks.merge(attack.name, 1, Integer::sum);
  }

  private static String exchange(Gateway gateway, String bytes) throws IOException {
    try (Socket socket = gateway.openSocket()) {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  /// A client that disconnects in the middle of a request or a scrape.
  private void vanish(Gateway gateway, boolean isReset) throws IOException {
    try (Socket socket = gateway.openSocket()) {
      if (isReset) {
        socket.setSoLinger(true, 0);
      }
      String half =
          isReset
              ? HEAD + "Content-Length: 9\r\n\r\nm"
              : "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";
      socket.getOutputStream().write(half.getBytes(StandardCharsets.ISO_8859_1));
    }
    attacks.merge("vanished", 1, Integer::sum);
  }

  private void scrape(Gateway gateway) throws Exception {
    assertThat(gateway.scrape()).endsWith("\n");
    scrapes.incrementAndGet();
    pause(0.05);
  }

  private static Map<Integer, Integer> stored(Gateway gateway) throws Exception {
    var stored = new TreeMap<Integer, Integer>();
    Matcher samples = SAMPLE.matcher(gateway.scrape());
    while (samples.find()) {
      stored.put(Integer.valueOf(samples.group(1)), (int) Exposition.number(samples.group(2)));
    }
    return stored;
  }

  private void checkCounters(Gateway gateway) throws Exception {
    String metrics = gateway.get("/-/metrics").body();
    var expected = new TreeMap<String, Integer>();
    expected.put("code=\"200\",handler=\"push\",method=\"put\"", good.get());
    for (Attack attack : ATTACKS) {
      if (!attack.counter.isEmpty()) {
        expected.merge(attack.counter, attacks.getOrDefault(attack.name, 0), Integer::sum);
      }
    }
    expected.forEach(
        (labels, count) ->
            assertThat(count == 0 ? 0 : value(metrics, "\\{" + Pattern.quote(labels) + "}"))
                .as(labels)
                .isEqualTo((double) count));
  }

  private Size size(Gateway gateway) throws Exception {
    long pid = gateway.pid();
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Program.run(folder, Map.of(), List.of(jcmd, Long.toString(pid), "GC.run")).orFail();
    TimeUnit.MILLISECONDS.sleep(1_100); // the metrics of the JVM are up to a second old
    String metrics = gateway.get("/-/metrics").body();
    return new Size(
        value(metrics, "jvm_memory_used_bytes\\{area=\"heap\"}"),
        value(metrics, "jvm_threads_current"),
        value(metrics, "process_open_fds"));
  }

  private static void checkSize(Size before, Size after) {
    System.out.println("SoakTest: before " + before + ", after " + after);
    assertThat(after.heapBytes).isLessThan(before.heapBytes * HEAP_GROWTH + HEAP_SLACK_BYTES);
    // During the first measurement, the clients were still connected.
    assertThat(after.threads).isLessThanOrEqualTo(before.threads + 2);
    assertThat(after.descriptors).isLessThanOrEqualTo(before.descriptors + 2);
  }

  private static double value(String metrics, String series) {
    Matcher line = Pattern.compile("(?m)^\\w*" + series + " (.*)$").matcher(metrics);
    assertThat(line.find()).as(series).isTrue();
    return Exposition.number(line.group(1));
  }

  private static void pause(double seconds) {
    LockSupport.parkNanos((long) (seconds * Duration.ofSeconds(1).toNanos()));
  }
}
