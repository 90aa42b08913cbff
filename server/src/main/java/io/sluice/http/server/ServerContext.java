package io.sluice.http.server;

import io.netty.util.concurrent.EventExecutor;
import io.sluice.http.Admission;
import io.sluice.http.BadRequestException;
import io.sluice.http.BodyException;
import io.sluice.http.Handler;
import io.sluice.http.HeadHandler;
import io.sluice.http.HttpLimits;
import io.sluice.http.RefusalListener;
import io.sluice.http.Request;
import io.sluice.http.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The objects that all connections of a server share.
///
/// @param root handles every request, or chooses the handler
/// @param workers generate the chunks of long responses
/// @param isStopping whether every response is the last one of its connection
record ServerContext(
    Handler root,
    HttpLimits limits,
    DateHeader date,
    Executor workers,
    AtomicBoolean isStopping,
    RefusalListener refusals,
    ServerCapacity capacity) {
  private static final Logger LOG = LoggerFactory.getLogger(ServerContext.class);

  /// Created in advance, while there is memory.
  private static final Response OUT_OF_MEMORY =
      Response.error(503, "out of memory").with("Retry-After", "1");

  ServerContext(
      Handler root,
      HttpLimits limits,
      DateHeader date,
      Executor workers,
      RefusalListener refusals) {
    this(
        root,
        limits,
        date,
        workers,
        new AtomicBoolean(),
        refusals,
        ServerCapacity.of(limits, refusals));
  }

  /// Requests the admission of a request.
  ///
  /// @param head the request without its body
  CompletableFuture<Admission> admit(Supplier<Request> head) {
    if (!(root instanceof HeadHandler decides)) {
      return CompletableFuture.completedFuture(new Admission.Admitted(root));
    }
    Request request = head.get();
    try {
      return decides.admit(request).toCompletableFuture().exceptionally(e -> refused(request, e));
    } catch (RuntimeException | Error e) {
      return CompletableFuture.completedFuture(refused(request, e));
    }
  }

  /// Passes a request to a handler.
  ///
  /// @param handler handles the request
  /// @param now receives the response before this method returns, if the handler completes at once
  /// @param later otherwise receives it on the event loop
  void dispatch(
      Handler handler,
      Request request,
      EventExecutor loop,
      Consumer<Response> now,
      Consumer<Response> later) {
    boolean isCounted = !request.method().equals("GET");
    if (isCounted && !capacity.requests().tryAcquire()) {
      Response answer = overloaded("requests", "max_requests=" + limits.maxRequests());
      refusals.answered(request, answer);
      now.accept(answer);
      return;
    }
    CompletionStage<Response> stage = handle(handler, request);
    if (stage instanceof CompletableFuture<Response> future && isAnswered(future)) {
      release(isCounted);
      now.accept(future.join());
      return;
    }
    stage.whenComplete(
        (response, failure) -> {
          release(isCounted);
          Response answer = response == null ? failed(request, failure) : response;
          loop.execute(() -> later.accept(answer));
        });
  }

  /// Reserves memory for a part of a body.
  ///
  /// @return null, or the response if there is no memory left
  @Nullable Response reserve(int bytes) {
    return capacity.bodyBytes().tryAcquire(bytes)
        ? null
        : overloaded(
            "inflight_body_bytes", "max_inflight_body_bytes=" + limits.maxBodyBytesInFlight());
  }

  /// The response to a client that took too long to send its request.
  Response tooSlow() {
    refusals.refused("request_time");
    return Response.error(
        408, "request not received in time: max_seconds=" + limits.requestTime().toSeconds());
  }

  /// The response to a head that is too large or has too many fields.
  BadRequestException headTooLarge() {
    refusals.refused("head_bytes");
    return BadRequestException.saying("431 Request Header Fields Too Large");
  }

  /// The response to a body that is too large.
  Response refusedBody(BodyException reason) {
    if (reason.status() == 413) {
      refusals.refused("body_bytes");
    }
    return Response.error(reason.status(), reason.getMessage());
  }

  private Response overloaded(String reason, String limit) {
    refusals.refused(reason);
    return Response.error(503, "overloaded: " + limit).with("Retry-After", "1");
  }

  private void release(boolean isCounted) {
    if (isCounted) {
      capacity.requests().release();
    }
  }

  private static boolean isAnswered(CompletableFuture<Response> future) {
    return future.isDone() && !future.isCompletedExceptionally() && future.join() != null;
  }

  private CompletionStage<Response> handle(Handler handler, Request request) {
    try {
      return handler.handle(request);
    } catch (RuntimeException | Error e) {
      return CompletableFuture.completedFuture(failed(request, e));
    }
  }

  private Admission refused(Request request, Throwable failure) {
    return new Admission.Refused(failed(request, failure));
  }

  // A request for which there is not enough memory is refused like one above a limit. If a state
  // change may be incomplete, the code that changes the state ends the process.
  private Response failed(Request request, @Nullable Throwable failure) {
    if (cause(failure) instanceof OutOfMemoryError) {
      refusals.refused("out_of_memory");
      return OUT_OF_MEMORY;
    }
    LOG.atError()
        .addKeyValue("method", request.method())
        .addKeyValue("path", request.path())
        .setCause(failure)
        .log("request failed");
    return Response.error(500, "Internal Server Error");
  }

  private static @Nullable Throwable cause(@Nullable Throwable failure) {
    return failure instanceof CompletionException ? failure.getCause() : failure;
  }
}
