package io.sluice.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.harness.RawHttp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Pushers that use all nodes of a cluster and repeat a push until it is acknowledged, and the
/// expected state of the cluster afterwards.
///
/// Each pusher increments its own register, and adds to common sums with an `Idempotency-Key`; some
/// of these pushes are sent again to another node after they were acknowledged.
final class ClusterLoad {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int SUMS = 3;

  private final List<ClusterNode> nodes;
  private final long seed;
  private final List<Thread> pushers = new ArrayList<>();
  private final Map<Integer, AtomicLong> sums = new ConcurrentHashMap<>();
  private final Map<Integer, Long> registers = new ConcurrentHashMap<>();
  private final ClientProgress progress;
  private volatile boolean isEnding;

  ClusterLoad(List<ClusterNode> nodes, int pushers) {
    this.nodes = nodes;
    this.seed = Long.getLong("sluice.seed", System.nanoTime());
    this.progress = new ClientProgress(seed, LIMIT);
    System.out.println("ClusterLoad: -Dsluice.seed=" + seed);
    for (int sum = 0; sum < SUMS; sum++) {
      sums.put(sum, new AtomicLong());
    }
    for (int i = 0; i < pushers; i++) {
      int number = i;
      this.pushers.add(
          Thread.ofPlatform().daemon().name("pusher-" + i).unstarted(() -> run(number)));
    }
  }

  void start() {
    pushers.forEach(Thread::start);
  }

  /// Waits until `count` more pushes were acknowledged.
  void awaitMore(long count) {
    progress.awaitMore(count);
  }

  /// Stops the pushers, each after an acknowledged push.
  void finish() throws InterruptedException {
    isEnding = true;
    progress.awaitEnd(pushers);
  }

  /// Checks on each node that everything acknowledged is present and nothing twice, and that all
  /// nodes show the same.
  void check() {
    String first = null;
    for (ClusterNode node : nodes) {
      String scrape = scrape(node);
      if (first == null) {
        first = scrape;
      }
      assertThat(scrape).as("seed=%d node=%s", seed, node.name()).isEqualTo(first);
      Map<String, Double> samples = samples(scrape);
      sums.forEach(
          (sum, expected) ->
              assertThat(samples.getOrDefault("s{instance=\"\",job=\"sum" + sum + "\"}", 0.0))
                  .as("seed=%d node=%s sum=%d", seed, node.name(), sum)
                  .isEqualTo(expected.doubleValue()));
      registers.forEach(
          (pusher, last) ->
              assertThat(samples.get("r{instance=\"\",job=\"reg" + pusher + "\"}"))
                  .as("seed=%d node=%s register=%d", seed, node.name(), pusher)
                  .isEqualTo(last.doubleValue()));
    }
  }

  private void run(int pusher) {
    var random = new Random(seed + pusher);
    try {
      for (long count = 1; !isEnding; count++) {
        if (random.nextBoolean()) {
          add(pusher, count, random);
        } else {
          untilAcknowledged("PUT", "/metrics/job/reg" + pusher, "r " + count + "\n", null, random);
          registers.put(pusher, count);
        }
        progress.acknowledge();
      }
    } catch (RuntimeException | InterruptedException e) {
      progress.fail(e);
    }
  }

  private void add(int pusher, long count, Random random) throws InterruptedException {
    int sum = random.nextInt(SUMS);
    int value = 1 + random.nextInt(9);
    String path = "/aggregate/metrics/job/sum" + sum;
    String body = "# TYPE s counter\ns " + value + "\n";
    String key = pusher + "-" + count;
    untilAcknowledged("POST", path, body, key, random);
    Objects.requireNonNull(sums.get(sum)).addAndGet(value);
    if (random.nextInt(20) == 0) {
      untilAcknowledged("POST", path, body, key, random);
    }
  }

  /// Sends a push to random nodes until one acknowledges it. Any other answer except 503 is a
  /// failure.
  private void untilAcknowledged(
      String method, String path, String body, @Nullable String key, Random random)
      throws InterruptedException {
    List<RawHttp.Header> headers =
        key == null ? List.of() : List.of(new RawHttp.Header("Idempotency-Key", key));
    var request = new RawHttp.Request(method, path, headers, body.getBytes(StandardCharsets.UTF_8));
    long end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      ClusterNode node = nodes.get(random.nextInt(nodes.size()));
      // 0: the node is down, or went down during the request.
      int status = node.status(request);
      if (status == 200) {
        return;
      }
      if ((status != 0 && status != 503) || System.nanoTime() > end) {
        throw new IllegalStateException("status=" + status + " node=" + node.name());
      }
      Thread.sleep(50);
    }
  }

  private static String scrape(ClusterNode node) {
    try (RawHttp http = node.connect()) {
      RawHttp.Answer answer = http.get("/metrics");
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      return answer.text();
    }
  }

  private static Map<String, Double> samples(String scrape) {
    var samples = new TreeMap<String, Double>();
    scrape
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int space = line.lastIndexOf(' ');
              samples.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
            });
    return samples;
  }
}
