package io.sluice.systemtests.harness;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Waits for what another process does.
public final class Await {
  /// Generous: only a test that fails anyway waits so long.
  public static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

  private Await() {}

  /// The first value that is as `wanted`, or the last one seen when patience is at its end: the
  /// caller asserts on it and so shows what it was instead.
  public static <T> T until(Callable<T> probe, Predicate<T> wanted) throws Exception {
    return until(probe, wanted, PATIENCE);
  }

  /// As above, for what takes several programs and their intervals.
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

  /// Waits until `condition` holds, and fails when patience is at its end.
  ///
  /// @param state what the failure shows
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
