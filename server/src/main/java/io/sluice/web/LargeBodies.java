package io.sluice.web;

import io.sluice.http.Request;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// Takes requests with large bodies off the event loop. The others are handled there: that takes
/// less time than handing them over.
///
/// @param smallBytes the size up to which a body is handled on the event loop
/// @param executor handles the others
record LargeBodies(int smallBytes, Executor executor) {
  /// Handles `request` with `work`, here or on the executor.
  <T> CompletionStage<T> handle(Request request, Supplier<CompletionStage<T>> work) {
    return request.body().length <= smallBytes
        ? work.get()
        : CompletableFuture.supplyAsync(work, executor).thenCompose(stage -> stage);
  }
}
