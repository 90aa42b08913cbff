package io.sluice.http.server;

import io.sluice.http.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A body of chunks that knows whether it was closed as promised: once, and after the last call.
final class CountedChunks implements Response.Chunks {
  private static final int CHUNK_BYTES = 16 * 1024;

  /// Completed by the close; by an exception if it came in the middle of [#next].
  final CompletableFuture<Void> closed = new CompletableFuture<>();

  /// Completed by an exception if anything is called after the close.
  final CompletableFuture<Void> misused = new CompletableFuture<>();

  private final int chunks;
  private final boolean isBroken;
  private final AtomicBoolean isBusy = new AtomicBoolean();
  private int made;

  /// @param isBroken whether it ends with an exception
  CountedChunks(int chunks, boolean isBroken) {
    this.chunks = chunks;
    this.isBroken = isBroken;
  }

  @Override
  public byte @Nullable [] next() {
    isBusy.set(true);
    try {
      checkOpen("next after close");
      if (made++ < chunks) {
        return new byte[CHUNK_BYTES];
      }
      if (isBroken) {
        throw new IllegalStateException("on purpose");
      }
      return null;
    } finally {
      isBusy.set(false);
    }
  }

  @Override
  public void close() {
    checkOpen("closed twice");
    if (isBusy.get()) {
      closed.completeExceptionally(new AssertionError("closed in the middle of next()"));
    } else {
      closed.complete(null);
    }
  }

  private void checkOpen(String misuse) {
    if (closed.isDone()) {
      misused.completeExceptionally(new AssertionError(misuse));
    }
  }
}
