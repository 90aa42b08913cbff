package io.sluice.http;

import java.util.concurrent.CompletableFuture;

/// What became of a request whose head was looked at.
public sealed interface Admission {
  /// The request is read, and answered by `handler`.
  record Admitted(Handler handler) implements Admission {}

  /// The request is answered with `response` whatever its body holds.
  record Refused(Response response) implements Admission {
    @Override
    public Handler handler() {
      return _ -> CompletableFuture.completedFuture(response);
    }
  }

  /// Answers the request.
  Handler handler();
}
