package io.sluice.http;

import java.util.concurrent.CompletionStage;

/// Handles the requests of one route.
///
/// Called on an event loop, so it must not block: long work must run on another thread, which then
/// completes the stage. If the stage fails or the handler throws an exception, the response is 500
/// and the failure is logged.
///
/// Features for all requests (authentication, headers, rate limits) are handlers that wrap another
/// handler: such a handler gets the request first, responds or passes it on, and may add headers to
/// the response.
@FunctionalInterface
public interface Handler {
  CompletionStage<Response> handle(Request request);
}
