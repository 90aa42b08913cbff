package io.sluice.web;

import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.http.routing.PathParameters;
import io.sluice.http.routing.RoutedHandler;
import io.sluice.log.LogException;
import io.sluice.telemetry.OwnMetrics;
import io.sluice.web.answer.JsonAnswer;
import io.sluice.web.request.ExpectedParameters;
import io.sluice.web.request.InvalidRequestException;
import io.sluice.web.request.QueryParameters;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/// Creates the handlers of routes: they count their responses, check their parameters, and run on a
/// thread that suits them.
final class RoutedHandlers {
  private final OwnMetrics ownMetrics;
  private final Executor apiThreads;

  /// @param apiThreads run tasks whose duration depends on the client's request
  RoutedHandlers(OwnMetrics ownMetrics, Executor apiThreads) {
    this.ownMetrics = ownMetrics;
    this.apiThreads = apiThreads;
  }

  /// Handles a request after its parameters were checked.
  @FunctionalInterface
  interface ParameterRoute<T> {
    T handle(Request request, PathParameters path, QueryParameters query);
  }

  /// Counts the responses of a handler.
  ///
  /// @param name the value of the label `handler`
  RoutedHandler counted(String name, RoutedHandler handler) {
    return (request, parameters) ->
        handler
            .handle(request, parameters)
            .exceptionally(RoutedHandlers::unavailable)
            .thenApply(
                response -> {
                  ownMetrics.requestServed(name, response.status(), request.method());
                  return response;
                });
  }

  /// An endpoint that the Pushgateway does not have: it refuses unexpected parameters. It runs on a
  /// thread of the API.
  RoutedHandler json(String name, ExpectedParameters expected, ParameterRoute<Response> answer) {
    return counted(
        name,
        withParameters(
            expected,
            (request, path, query) ->
                onApiThread(request, () -> answer.handle(request, path, query))));
  }

  RoutedHandler onApiThread(BiFunction<Request, PathParameters, Response> answer) {
    return (request, parameters) -> onApiThread(request, () -> answer.apply(request, parameters));
  }

  private CompletionStage<Response> onApiThread(Request request, Supplier<Response> answer) {
    try {
      return CompletableFuture.supplyAsync(
          () -> request.isAbandoned() ? JsonAnswer.overloaded() : answer.get(), apiThreads);
    } catch (RejectedExecutionException _) {
      return done(JsonAnswer.overloaded());
    }
  }

  static RoutedHandler withParameters(
      ExpectedParameters expected, ParameterRoute<CompletionStage<Response>> route) {
    return (request, path) -> {
      QueryParameters query;
      try {
        query = expected.read(request);
      } catch (InvalidRequestException e) {
        return done(JsonAnswer.error(400, JsonAnswer.BAD_DATA, e.getMessage()));
      }
      return route.handle(request, path, query);
    };
  }

  static RoutedHandler immediate(Function<Request, Response> answer) {
    return (request, _) -> done(answer.apply(request));
  }

  static CompletionStage<Response> done(Response response) {
    return CompletableFuture.completedFuture(response);
  }

  /// The response to a change that could not be made durable.
  static Response unavailable(Throwable failure) {
    Throwable cause = cause(failure);
    if (cause instanceof LogException e) {
      Response response = Response.error(503, String.valueOf(e.getMessage()));
      return e.retryAfterSeconds() == 0
          ? response
          : response.with("Retry-After", String.valueOf(e.retryAfterSeconds()));
    }
    throw new CompletionException(cause);
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
    return cause == null ? failure : cause;
  }
}
