package io.sluice.http;

import java.util.concurrent.CompletionStage;

/// Answers the requests of one route.
///
/// Called on an event loop, so it must not block: what takes long it does elsewhere and completes
/// the stage then. A stage that fails, or an exception, is answered with 500 and logged.
///
/// What concerns all requests (authentication, headers, rates) is a handler around another: it sees
/// the request first, answers it or hands it on, and may add headers to the answer.
@FunctionalInterface
public interface Handler {
  CompletionStage<Response> handle(Request request);
}
