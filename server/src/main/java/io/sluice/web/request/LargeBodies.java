package io.sluice.web.request;

import io.sluice.http.Request;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// Handles requests with large bodies outside the event loop. Small ones are handled on it, because
/// passing them to another thread would take longer.
///
/// @param smallBytes the size up to which a body is handled on the event loop
/// @param executor handles larger bodies
public record LargeBodies(int smallBytes, Executor executor) {
  /// Runs `work`, on this thread or on the executor.
  public <T> CompletionStage<T> handle(Request request, Supplier<CompletionStage<T>> work) {
    return request.body().length <= smallBytes
        ? work.get()
        : CompletableFuture.supplyAsync(work, executor).thenCompose(stage -> stage);
  }
}
