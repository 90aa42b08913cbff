package io.sluice.store;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// A lock for long operations on a store.
///
/// Threads that may block take it before such an operation. An event loop, which must not block,
/// only tries to take it, and otherwise passes its work to another thread.
// The store's monitor still protects its state, but Java cannot try to enter a monitor, which is
// the only purpose of this class. Operations that do not take the turn hold the monitor only for
// some microseconds.
public final class Turn {
  /// About 20 microseconds: several typical pushes.
  private static final int SPINS = 500;

  private final ReentrantLock lock = new ReentrantLock();

  Turn() {}

  /// Waits for the turn and runs `work`.
  public <T> T take(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /// Takes the turn if it is free, or becomes free within some microseconds, and no thread is
  /// waiting for it. If so, [#end] must be called.
  // Passing a push to another thread costs more than the push. During a long operation, a thread
  // soon waits for its end, so only the first of many callers spins.
  public boolean tryTake() {
    for (int i = 0; i < SPINS && !lock.hasQueuedThreads(); i++) {
      if (!lock.isLocked() && lock.tryLock()) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  /// Releases the turn after [#tryTake].
  public void end() {
    lock.unlock();
  }
}
