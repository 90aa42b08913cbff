package io.sluice.systemtests.harness;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Waits for a condition that another process fulfils.
public final class Await {
  /// Long, because only a failing test waits this long.
  public static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

  private Await() {}

  /// The first value that is as `wanted`, or the last one seen at the time limit: the caller
  /// asserts on it and so shows the actual value.
  public static <T> T until(Callable<T> probe, Predicate<T> wanted) throws Exception {
    return until(probe, wanted, PATIENCE);
  }

  /// As above, for conditions that depend on several programs and their intervals.
  public static <T> T until(Callable<T> probe, Predicate<T> wanted, Duration patience)
      throws Exception {
    long deadline = System.nanoTime() + patience.toNanos();
    T value = probe.call();
    while (!wanted.test(value) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(PAUSE_NANOS);
      value = probe.call();
    }
    return value;
  }

  /// Waits until `condition` holds, and fails at the time limit.
  ///
  /// @param state the text that the failure shows
  public static void that(BooleanSupplier condition, Duration patience, Supplier<String> state) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + patience + ": " + state.get());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
