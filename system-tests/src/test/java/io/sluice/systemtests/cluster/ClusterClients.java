package io.sluice.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.harness.RawHttp;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/// Clients that write registers, add to sums and scrape, while a history records their requests and
/// the answers.
///
/// There is one for each node, which writes and scrapes only there, so that the time without an
/// acknowledgement is that of the cluster and not that of a client that waits for a node that is
/// cut off. The others use all nodes.
final class ClusterClients {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /// How long a client waits for an answer before it tries another node.
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /// A scrape that is answered before the client's time limit.
  static final RawHttp.Request SCRAPE =
      new RawHttp.Request(
          "GET",
          "/metrics",
          List.of(new RawHttp.Header("X-Prometheus-Scrape-Timeout-Seconds", "3")),
          null);

  private static final int SUMS = 3;
  private static final int REGISTERS = 6;

  /// The pause of clients, so that a small machine can run three nodes and the clients.
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final List<ClusterNode> nodes;
  private final long seed;
  private final ClusterHistory history = new ClusterHistory();
  private final List<Thread> threads = new ArrayList<>();
  private final ClientProgress progress;
  private final AtomicLong attempts = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong lastAcknowledged = new AtomicLong();
  private final AtomicLong longestSilence = new AtomicLong();
  private volatile boolean isEnding;

  /// @param clients in addition to one for each node
  ClusterClients(List<ClusterNode> nodes, int clients, long seed) {
    this.nodes = nodes;
    this.seed = seed;
    this.progress = new ClientProgress(seed, LIMIT);
    for (int i = 0; i < nodes.size() + clients; i++) {
      int number = i;
      threads.add(Thread.ofPlatform().daemon().name("client-" + i).unstarted(() -> run(number)));
    }
  }

  void start() {
    threads.forEach(Thread::start);
  }

  /// Waits until `count` more pushes were acknowledged.
  void awaitMore(long count) {
    progress.awaitMore(count);
  }

  /// Restarts the measurement of the longest time without an acknowledgement.
  void listen() {
    lastAcknowledged.set(System.nanoTime());
    longestSilence.set(0);
  }

  /// The longest time without an acknowledgement since [#listen].
  Duration silence() {
    return Duration.ofNanos(
        Math.max(longestSilence.get(), System.nanoTime() - lastAcknowledged.get()));
  }

  void finish() throws InterruptedException {
    isEnding = true;
    progress.awaitEnd(threads);
  }

  /// Checks the history, that sums are exact, and that all nodes show the same.
  void check() {
    String first = scrape(nodes.getFirst());
    // The exposition of a standalone gateway also contains its own metrics.
    for (ClusterNode node : nodes.subList(1, nodes.size())) {
      assertThat(scrape(node)).as("seed=%d node=%s", seed, node.name()).isEqualTo(first);
    }
    Map<String, Long> shown = samples(first);
    for (int sum = 0; sum < SUMS; sum++) {
      assertThat(shown.getOrDefault("sum" + sum, 0L))
          .as("seed=%d sum=%d", seed, sum)
          .isEqualTo(history.total("sum" + sum));
    }
    assertThat(history.violations()).as("seed=%d", seed).isEmpty();
  }

  /// The total of all additions to each sum, by its job.
  Map<String, Long> totals() {
    Map<String, Long> totals = new HashMap<>();
    for (int sum = 0; sum < SUMS; sum++) {
      totals.put("sum" + sum, history.total("sum" + sum));
    }
    return totals;
  }

  String report() {
    return "operations=%d acknowledged=%d unacknowledged=%d"
        .formatted(history.size(), progress.acknowledged(), refused.get());
  }

  private void run(int client) {
    var random = new Random(seed + client);
    try {
      for (long count = 0; !isEnding; count++) {
        if (client < nodes.size()) {
          writeOrRead(nodes.get(client), random);
        } else if (random.nextBoolean()) {
          add("sum" + random.nextInt(SUMS), client + "-" + count, random);
        } else {
          writeOrRead(anyOf(random), random);
        }
        Thread.sleep(PAUSE);
      }
    } catch (RuntimeException | InterruptedException e) {
      progress.fail(e);
    }
  }

  private void writeOrRead(ClusterNode node, Random random) {
    if (random.nextInt(3) > 0) {
      write("reg" + random.nextInt(REGISTERS), node);
    } else {
      read(node);
    }
  }

  private ClusterNode anyOf(Random random) {
    return nodes.get(random.nextInt(nodes.size()));
  }

  private void write(String register, ClusterNode node) {
    long value = attempts.incrementAndGet();
    long start = System.nanoTime();
    int status = push(node, "PUT", "/metrics/job/" + register, "r " + value + "\n", List.of());
    long end = status == 200 ? System.nanoTime() : ClusterHistory.NEVER;
    history.wrote(register, value, start, end);
  }

  /// Repeats the push with the same key until a node acknowledges it, and sometimes once more.
  private void add(String sum, String key, Random random) throws InterruptedException {
    int value = 1 + random.nextInt(9);
    String body = "# TYPE s counter\ns " + value + "\n";
    var header = List.of(new RawHttp.Header("Idempotency-Key", key));
    String path = "/aggregate/metrics/job/" + sum;
    long start = System.nanoTime();
    long limit = start + LIMIT.toNanos();
    int status = 0;
    while (status != 200) {
      if (System.nanoTime() > limit) {
        throw new IllegalStateException("not acknowledged in time: " + key);
      }
      status = push(anyOf(random), "POST", path, body, header);
      if (status != 200) {
        Thread.sleep(50);
      }
    }
    history.added(sum, value, start, System.nanoTime());
    if (random.nextInt(20) == 0) {
      push(anyOf(random), "POST", path, body, header);
    }
  }

  /// The status; 0 if there was no answer. Any status except 0, 200 and 503 is a failure.
  private int push(
      ClusterNode node, String method, String path, String body, List<RawHttp.Header> headers) {
    var request = new RawHttp.Request(method, path, headers, body.getBytes(StandardCharsets.UTF_8));
    try (RawHttp http = node.connect(PATIENCE)) {
      RawHttp.Answer answer = http.send(request);
      if (answer.status() == 200) {
        long now = System.nanoTime();
        longestSilence.accumulateAndGet(now - lastAcknowledged.getAndSet(now), Math::max);
        progress.acknowledge();
      } else if (answer.status() == 503) {
        refused.incrementAndGet();
      } else {
        throw new IllegalStateException(
            "node=%s status=%d %s".formatted(node.name(), answer.status(), answer.text()));
      }
      return answer.status();
    } catch (UncheckedIOException _) {
      refused.incrementAndGet();
      return 0;
    }
  }

  private void read(ClusterNode node) {
    long start = System.nanoTime();
    RawHttp.Answer answer;
    try (RawHttp http = node.connect(PATIENCE)) {
      answer = http.send(SCRAPE);
    } catch (UncheckedIOException _) {
      return;
    }
    long end = System.nanoTime();
    if (answer.status() == 503) {
      return;
    }
    if (answer.status() != 200) {
      throw new IllegalStateException("scrape: node=%s %s".formatted(node.name(), answer.text()));
    }
    Map<String, Long> shown = samples(answer.text());
    for (int i = 0; i < REGISTERS; i++) {
      String name = "reg" + i;
      history.read(name, shown.getOrDefault(name, ClusterHistory.UNSET), start, end);
    }
    for (int i = 0; i < SUMS; i++) {
      String name = "sum" + i;
      history.readSum(name, shown.getOrDefault(name, 0L), start, end);
    }
  }

  private String scrape(ClusterNode node) {
    try (RawHttp http = node.connect()) {
      RawHttp.Answer answer = http.get("/metrics");
      assertThat(answer.status()).as("seed=%d %s", seed, answer.text()).isEqualTo(200);
      return answer.text();
    }
  }

  /// The values of registers and sums, by their jobs.
  private static Map<String, Long> samples(String scrape) {
    Map<String, Long> samples = new HashMap<>();
    scrape
        .lines()
        .filter(line -> line.startsWith("r{") || line.startsWith("s{"))
        .forEach(
            line -> {
              int start = line.indexOf("job=\"") + "job=\"".length();
              String job = line.substring(start, line.indexOf('"', start));
              String value = line.substring(line.lastIndexOf(' ') + 1);
              samples.put(job, Double.valueOf(value).longValue());
            });
    return samples;
  }
}
