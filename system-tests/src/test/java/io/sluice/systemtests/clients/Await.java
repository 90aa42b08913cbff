package io.sluice.systemtests.clients;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// Waits for what another process does.
final class Await {
  /// Generous: only a test that fails anyway waits so long.
  static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

  private Await() {}

  /// The first value that is as `wanted`, or the last one seen when patience is at its end: the
  /// caller asserts on it and so shows what it was instead.
  static <T> T until(Callable<T> probe, Predicate<T> wanted) throws Exception {
    return until(probe, wanted, PATIENCE);
  }

  /// As above, for what takes several programs and their intervals.
  static <T> T until(Callable<T> probe, Predicate<T> wanted, Duration patience) throws Exception {
    long deadline = System.nanoTime() + patience.toNanos();
    T value = probe.call();
    while (!wanted.test(value) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(PAUSE_NANOS);
      value = probe.call();
    }
    return value;
  }
}
