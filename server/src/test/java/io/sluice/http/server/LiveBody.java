package io.sluice.http.server;

import io.sluice.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A body that says what a test tells it to, when it is told.
final class LiveBody implements Response.Live {
  private static final byte[] NOTHING = {};

  /// Completed when it is first asked for bytes.
  final CompletableFuture<Runnable> started = new CompletableFuture<>();

  /// Completed when the client has gone.
  final CompletableFuture<Void> closed = new CompletableFuture<>();

  /// How often it was asked for bytes.
  final AtomicInteger asked = new AtomicInteger();

  private final Queue<byte[]> waiting = new ConcurrentLinkedQueue<>();
  private volatile boolean isOver;

  void say(String text) {
    say(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void say(byte[] bytes) {
    waiting.add(bytes);
    wake();
  }

  void end() {
    isOver = true;
    wake();
  }

  @Override
  public void start(Runnable more) {
    started.complete(more);
  }

  @Override
  public byte @Nullable [] next() {
    asked.incrementAndGet();
    byte[] bytes = waiting.poll();
    return bytes != null ? bytes : isOver ? null : NOTHING;
  }

  @Override
  public void close() {
    closed.complete(null);
  }

  private void wake() {
    Runnable more = started.getNow(null);
    if (more != null) {
      more.run();
    }
  }
}
