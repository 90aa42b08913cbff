package io.sluice.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.harness.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// The progress of the concurrent clients of a test: acknowledged pushes and failures.
final class ClientProgress {
  private final long seed;
  private final Duration patience;
  private final AtomicLong acknowledged = new AtomicLong();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

  /// @param seed of the clients, which every failure shows
  /// @param patience the time limit for the clients
  ClientProgress(long seed, Duration patience) {
    this.seed = seed;
    this.patience = patience;
  }

  /// Counts an acknowledged push.
  void acknowledge() {
    acknowledged.incrementAndGet();
  }

  /// Records why the client of this thread has ended early.
  void fail(Exception cause) {
    failures.add(Thread.currentThread().getName() + ": " + cause);
  }

  long acknowledged() {
    return acknowledged.get();
  }

  /// Waits until `count` more pushes were acknowledged.
  void awaitMore(long count) {
    long target = acknowledged.get() + count;
    Await.that(
        () -> {
          assertNoFailure();
          return acknowledged.get() >= target;
        },
        patience,
        () -> "seed=%d acknowledged=%d wanted=%d".formatted(seed, acknowledged.get(), target));
  }

  /// Waits until the clients have ended, and checks that none has failed.
  void awaitEnd(List<Thread> clients) throws InterruptedException {
    for (Thread client : clients) {
      assertThat(client.join(patience)).as("seed=%d %s has ended", seed, client.getName()).isTrue();
    }
    assertNoFailure();
  }

  private void assertNoFailure() {
    assertThat(failures).as("seed=%d", seed).isEmpty();
  }
}
