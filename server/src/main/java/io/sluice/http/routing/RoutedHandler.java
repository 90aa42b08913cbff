package io.sluice.http.routing;

import io.sluice.http.Request;
import io.sluice.http.Response;
import java.util.concurrent.CompletionStage;

/// Handles the requests of one route; like a [Handler], but with the parameters of the path.
@FunctionalInterface
public interface RoutedHandler {
  CompletionStage<Response> handle(Request request, PathParameters parameters);
}
