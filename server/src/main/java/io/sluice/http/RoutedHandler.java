package io.sluice.http;

import java.util.concurrent.CompletionStage;

/// Answers the requests of one route; like a [Handler], but with the parameters of the path.
@FunctionalInterface
public interface RoutedHandler {
  CompletionStage<Response> handle(Request request, PathParameters parameters);
}
