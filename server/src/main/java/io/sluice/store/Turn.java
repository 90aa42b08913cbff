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

  /// Takes the turn if it is free and no thread waits for it; then [#end] has to be called.
  public boolean tryTake() {
    return !lock.hasQueuedThreads() && lock.tryLock();
  }

  /// Ends what [#tryTake] began.
  public void end() {
    lock.unlock();
  }
}
