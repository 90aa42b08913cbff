package io.sluice.http.decoding;

import io.sluice.http.BodyException;
import io.sluice.http.Handler;
import io.sluice.http.RefusalListener;
import io.sluice.http.Request;
import io.sluice.http.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/// Decompresses bodies before they are passed to a handler.
// Runs outside the event loop, because decompressing one kilobyte can take a second. The number of
// concurrent decompressions is bounded by the executor's threads, the size of decompressed bodies
// by `freeBytes`.
public final class BodyDecompression {
  private final int maxBytes;
  private final Executor executor;
  private final RefusalListener refusals;
  private final Semaphore freeBytes;

  /// @param maxBytes the maximum size of a decompressed body, and of all those in progress together
  /// @param executor runs long tasks
  public BodyDecompression(int maxBytes, Executor executor, RefusalListener refusals) {
    this.maxBytes = maxBytes;
    this.executor = executor;
    this.refusals = refusals;
    this.freeBytes = new Semaphore(maxBytes);
  }

  public CompletionStage<Response> handle(Request request, Handler next) {
    String encoding = request.header("Content-Encoding");
    if (encoding == null || !BodyDecoding.isKnown(encoding)) {
      return next.handle(request);
    }
    return CompletableFuture.supplyAsync(() -> unpack(encoding, request, next), executor)
        .thenCompose(answer -> answer);
  }

  private CompletionStage<Response> unpack(String encoding, Request request, Handler next) {
    byte[] body;
    try {
      body = BodyDecoding.decode(encoding, request.body(), maxBytes);
    } catch (BodyException e) {
      if (e.status() == 413) {
        refusals.refused("decoded_body_bytes");
      }
      return refuse(request, Response.error(e.status(), e.getMessage()));
    }
    if (!freeBytes.tryAcquire(body.length)) {
      refusals.refused("inflight_decoded_bytes");
      return refuse(
          request,
          Response.error(503, "overloaded: max_inflight_decoded_bytes=" + maxBytes)
              .with("Retry-After", "1"));
    }
    return handled(request.withBody(body), next)
        .whenComplete((_, _) -> freeBytes.release(body.length));
  }

  private CompletionStage<Response> refuse(Request request, Response answer) {
    refusals.answered(request, answer);
    return CompletableFuture.completedFuture(answer);
  }

  private static CompletionStage<Response> handled(Request request, Handler next) {
    try {
      return next.handle(request);
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
