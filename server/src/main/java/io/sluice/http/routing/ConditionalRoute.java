package io.sluice.http.routing;

import io.sluice.http.Request;
import io.sluice.http.Response;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A route that is there for some requests only, as what is configured says at the moment.
@FunctionalInterface
public interface ConditionalRoute {
  /// The answer, or null if there is no such route for this request.
  @Nullable CompletionStage<Response> handle(Request request);
}
