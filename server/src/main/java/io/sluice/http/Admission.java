package io.sluice.http;

import java.util.concurrent.CompletableFuture;

/// The decision about a request, made from its head.
public sealed interface Admission {
  /// The request is read and passed to `handler`.
  record Admitted(Handler handler) implements Admission {}

  /// The response is `response`, independent of the body.
  record Refused(Response response) implements Admission {
    @Override
    public Handler handler() {
      return _ -> CompletableFuture.completedFuture(response);
    }
  }

  /// The handler of the request.
  Handler handler();
}
