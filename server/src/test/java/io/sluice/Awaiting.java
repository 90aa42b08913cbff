package io.sluice;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for conditions without an event.
public final class Awaiting {
  private static final long PAUSE_NANOS = 1_000_000;

  private Awaiting() {}

  /// Waits until a condition holds, or until the time limit of the test interrupts it.
  public static void until(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
