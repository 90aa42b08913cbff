package io.sluice.http.server;

import io.netty.util.internal.OutOfDirectMemoryError;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Failures that are not those of a request.
final class FatalErrors {
  private FatalErrors() {}

  /// Hands a failure that was caught to the thread's handler for what nobody catches, if it is one
  /// that leaves the process in an unknown state: the heap is used up. Netty's own limit on buffers
  /// outside the heap costs a connection, no more.
  static void check(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof OutOfMemoryError && !(cause instanceof OutOfDirectMemoryError)) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, cause);
    }
  }
}
