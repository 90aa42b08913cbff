package io.sluice.http.routing;

import io.sluice.http.Request;
import io.sluice.http.Response;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A route that exists only for some requests, depending on the current configuration.
@FunctionalInterface
public interface ConditionalRoute {
  /// The response, or null if the route does not exist for this request.
  @Nullable CompletionStage<Response> handle(Request request);
}
