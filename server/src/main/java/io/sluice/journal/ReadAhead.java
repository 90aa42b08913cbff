package io.sluice.journal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Reads records on a thread of its own, ahead of the thread that uses them, and gives them in
/// their order.
///
/// A start has one core to spare: checking and decoding takes as long as applying.
final class ReadAhead<T> implements AutoCloseable {
  // What ends the reading, be it the end or a failure, is an item like the others: whoever takes
  // them meets it exactly where it would have without the thread.

  /// How much is read ahead, in bytes of records.
  private static final int MOST_AHEAD_BYTES = 16 << 20; // 16 MiB

  /// What an item takes, besides its record.
  private static final int ITEM_BYTES = 1 << 10; // 1 KiB

  /// Where the records come from.
  interface Source<T> {
    /// Reads the next record, or gives null at the end.
    @Nullable T next() throws IOException;

    /// How long the record was that [#next] gave last.
    long lastBytes();
  }

  private record Item<T>(@Nullable T value, @Nullable Throwable failure, int weight) {}

  private final Source<T> source;
  private final BlockingQueue<Item<T>> read = new LinkedBlockingQueue<>();
  private final Semaphore room = new Semaphore(MOST_AHEAD_BYTES);
  private final Thread thread =
      Thread.ofPlatform().name("read-ahead").daemon().unstarted(this::run);

  /// Taken from `read` all at once, so that the threads wait for each other as rarely as can be.
  private final Queue<Item<T>> taken = new ArrayDeque<>();

  private ReadAhead(Source<T> source) {
    this.source = source;
  }

  /// Begins to read; `source` belongs to the reading thread until [#close] returns.
  static <T> ReadAhead<T> of(Source<T> source) {
    var ahead = new ReadAhead<>(source);
    ahead.thread.start();
    return ahead;
  }

  /// The next record, or null at the end; what the source has thrown instead of it is thrown here.
  @Nullable T next() throws IOException {
    Item<T> item = taken.poll();
    if (item == null) {
      item = take();
    }
    room.release(item.weight);
    switch (item.failure) {
      case null -> {
        return item.value;
      }
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IOException(e);
    }
  }

  /// Ends the reading.
  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Item<T> take() throws IOException {
    try {
      Item<T> item = read.take();
      read.drainTo(taken);
      return item;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void run() {
    try {
      T value;
      do {
        value = source.next();
        int weight = (int) Math.min(source.lastBytes() + ITEM_BYTES, MOST_AHEAD_BYTES);
        room.acquire(weight);
        read.add(new Item<>(value, null, weight));
      } while (value != null);
    } catch (InterruptedException _) {
      // Nobody wants the rest.
    } catch (Throwable e) {
      read.add(new Item<>(null, e, 0));
    }
  }
}
