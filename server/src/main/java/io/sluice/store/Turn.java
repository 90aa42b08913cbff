package io.sluice.store;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The right to do with a store what may take long.
///
/// Everybody who may wait takes it before. Who may not wait, an event loop, tries to, and has its
/// work done by another thread if the turn is taken.
// The store's monitor stays what protects its state. It cannot be tried, which is all that this is
// for; what does not take the turn holds the monitor for some microseconds only.
public final class Turn {
  /// About 20 microseconds: several pushes of usual size.
  private static final int SPINS = 500;

  private final ReentrantLock lock = new ReentrantLock();

  Turn() {}

  /// Waits for the turn and does something.
  public <T> T take(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /// Takes the turn if it is free, or becomes free within some microseconds, and no thread waits
  /// for it; then [#end] has to be called.
  // Another thread for a push costs more than the push. Whatever takes long soon has a thread that
  // waits for its end, so only the first of many spins.
  public boolean tryTake() {
    for (int i = 0; i < SPINS && !lock.hasQueuedThreads(); i++) {
      if (!lock.isLocked() && lock.tryLock()) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  /// Ends what [#tryTake] began.
  public void end() {
    lock.unlock();
  }
}
