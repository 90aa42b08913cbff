package io.sluice.replication;

import io.sluice.log.LogException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.ratis.protocol.RaftClientReply;
import org.jspecify.annotations.Nullable;

/// Delays readers until this node has applied everything that was acknowledged before they arrived.
// Readers that arrive during a request to the leader wait for the next request, because the leader
// may have processed the pending one before they arrived.
final class ReadBarrier {
  private static final Duration ATTEMPT = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int RETRY_AFTER_SECONDS = 1;

  // Ratis runs callbacks while it holds locks, and requests to Ratis block. A request in a callback
  // would wait forever for a lock of its own caller.
  private static final Executor THREADS =
      task -> Thread.ofVirtual().name("read-barrier").start(task);

  private final Supplier<@Nullable Division> division;
  private final boolean isStale;
  private volatile boolean hasPassed;
  private @Nullable CompletableFuture<Boolean> asking;
  private @Nullable CompletableFuture<Boolean> next;

  /// @param isStale whether readers pass without waiting after the first one; the state is then at
  ///   least as new as before the start of this node
  ReadBarrier(Supplier<@Nullable Division> division, boolean isStale) {
    this.division = division;
    this.isStale = isStale;
  }

  /// Completes when readers may continue, or fails with a [LogException] after `timeout`.
  CompletionStage<Void> pass(Duration timeout) {
    if (isStale && hasPassed) {
      return CompletableFuture.completedFuture(null);
    }
    return pass(System.nanoTime() + timeout.toNanos());
  }

  private CompletionStage<Void> pass(long endNanos) {
    return ask()
        .thenCompose(
            isCurrent -> {
              if (isCurrent) {
                hasPassed = true;
                return CompletableFuture.completedFuture(null);
              }
              if (endNanos - System.nanoTime() <= PAUSE.toNanos()) {
                return CompletableFuture.failedFuture(
                    LogException.notAccepted(
                        "no leader: this node cannot confirm that its state is current",
                        RETRY_AFTER_SECONDS));
              }
              return CompletableFuture.supplyAsync(
                      () -> endNanos,
                      CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS))
                  .thenCompose(this::pass);
            })
        .toCompletableFuture();
  }

  private synchronized CompletableFuture<Boolean> ask() {
    if (asking == null) {
      return begin();
    }
    if (next == null) {
      next = new CompletableFuture<>();
    }
    return next;
  }

  private synchronized CompletableFuture<Boolean> begin() {
    var question = new CompletableFuture<Boolean>();
    asking = question;
    Division here = division.get();
    if (here == null || here.leader() == null) {
      ended(question, false);
    } else {
      var _ =
          CompletableFuture.completedFuture(here)
              .thenComposeAsync(Division::readIndex, THREADS)
              .orTimeout(ATTEMPT.toMillis(), TimeUnit.MILLISECONDS)
              .whenCompleteAsync(
                  (reply, failure) -> ended(question, isSuccess(reply, failure)), THREADS);
    }
    return question;
  }

  private static boolean isSuccess(@Nullable RaftClientReply reply, @Nullable Throwable failure) {
    return failure == null && reply != null && reply.isSuccess();
  }

  private void ended(CompletableFuture<Boolean> question, boolean isCurrent) {
    CompletableFuture<Boolean> waiting;
    CompletableFuture<Boolean> begun = null;
    synchronized (this) {
      asking = null;
      waiting = next;
      next = null;
      if (waiting != null) {
        begun = begin();
      }
    }
    question.complete(isCurrent);
    if (waiting != null && begun != null) {
      CompletableFuture<Boolean> forward = waiting;
      var _ = begun.thenAccept(forward::complete);
    }
  }
}
