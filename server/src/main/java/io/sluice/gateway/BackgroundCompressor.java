package io.sluice.gateway;

import io.sluice.compress.BlockDeflater;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// A thread that compresses what has not changed for a while, so that a scrape finds it done, the
/// first one too, and smaller than there would be time for while it waits.
public final class BackgroundCompressor implements AutoCloseable {
  /// After each page, which takes a third of this: the thread must not take a core from pushes.
  private static final long PAUSE_NANOS = 500_000; // 0.5 ms

  private final Gateway gateway;
  private final Duration rest;
  private final Thread thread;

  private BackgroundCompressor(Gateway gateway, Duration rest) {
    this.gateway = gateway;
    this.rest = rest;
    this.thread = Thread.ofPlatform().daemon().name("quiet-pages").unstarted(this::run);
  }

  /// Starts compressing what has not changed for `rest`.
  public static BackgroundCompressor start(Gateway gateway, Duration rest) {
    var pages = new BackgroundCompressor(gateway, rest);
    pages.thread.start();
    return pages;
  }

  /// Stops, after the page at hand at the latest.
  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try (var deflater = new BlockDeflater(BlockDeflater.SMALL)) {
      while (!Thread.currentThread().isInterrupted()) {
        deflate(deflater);
        Thread.sleep(rest);
      }
    } catch (InterruptedException _) {
      // The gateway stops.
    }
  }

  /// Leaves it for later when there is no memory for it now: a scrape deflates what it needs.
  private void deflate(BlockDeflater deflater) {
    try {
      gateway.view().deflateQuietPages(deflater, () -> LockSupport.parkNanos(PAUSE_NANOS));
    } catch (OutOfMemoryError _) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
