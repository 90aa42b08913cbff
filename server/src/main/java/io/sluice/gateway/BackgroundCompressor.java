package io.sluice.gateway;

import io.sluice.compress.BlockDeflater;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// A thread that compresses stored pages that have not changed for a while. So a scrape, even the
/// first one, finds them already compressed, and with a better ratio than would be affordable
/// during a scrape.
public final class BackgroundCompressor implements AutoCloseable {
  /// The pause after each page, which takes a third of this time: the thread must not use a whole
  /// core.
  private static final long PAUSE_NANOS = 500_000; // 0.5 ms

  private final Gateway gateway;
  private final Duration rest;
  private final Thread thread;

  private BackgroundCompressor(Gateway gateway, Duration rest) {
    this.gateway = gateway;
    this.rest = rest;
    this.thread = Thread.ofPlatform().daemon().name("quiet-pages").unstarted(this::run);
  }

  /// Starts to compress pages that have not changed for `rest`.
  public static BackgroundCompressor start(Gateway gateway, Duration rest) {
    var pages = new BackgroundCompressor(gateway, rest);
    pages.thread.start();
    return pages;
  }

  /// Stops, at the latest after the current page.
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
      // The gateway is stopping.
    }
  }

  /// Skips the page if there is not enough memory: a scrape compresses the pages it needs.
  private void deflate(BlockDeflater deflater) {
    try {
      gateway.view().deflateQuietPages(deflater, () -> LockSupport.parkNanos(PAUSE_NANOS));
    } catch (OutOfMemoryError _) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
