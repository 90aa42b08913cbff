package io.sluice.web;

import io.sluice.history.RecentPushes;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.http.routing.PathParameters;
import io.sluice.http.routing.RoutedHandler;
import io.sluice.telemetry.OwnMetrics;
import io.sluice.web.push.ManyPushes;
import io.sluice.web.push.PushAnswer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// Creates handlers of pushes that count each answered push and add it to the recent pushes.
final class PushRecorder {
  private final OwnMetrics ownMetrics;
  private final RecentPushes history;

  PushRecorder(OwnMetrics ownMetrics, RecentPushes history) {
    this.ownMetrics = ownMetrics;
    this.history = history;
  }

  /// Handles a push to one group.
  @FunctionalInterface
  interface PushRoute {
    CompletionStage<PushAnswer> handle(Request request, PathParameters parameters);
  }

  RoutedHandler push(PushRoute route) {
    return (request, parameters) -> {
      long start = System.nanoTime();
      return route
          .handle(request, parameters)
          .exceptionally(PushRecorder::unavailablePush)
          .thenApply(
              answer -> {
                long durationNanos = System.nanoTime() - start;
                count(request, answer.response(), durationNanos);
                history.pushed(answer.push(request, request.body().length, durationNanos));
                return answer.response();
              });
    };
  }

  /// A push to many groups at once.
  RoutedHandler pushToMany(Function<Request, CompletionStage<ManyPushes>> route) {
    return (request, _) -> {
      long start = System.nanoTime();
      return route
          .apply(request)
          .exceptionally(PushRecorder::unavailablePushes)
          .thenApply(
              answer -> {
                long durationNanos = System.nanoTime() - start;
                count(request, answer.response(), durationNanos);
                answer.remember(history, request, durationNanos);
                return answer.response();
              });
    };
  }

  private void count(Request request, Response response, long durationNanos) {
    ownMetrics.requestServed("push", response.status(), request.method());
    ownMetrics.pushServed(request.method(), request.headBytes(), durationNanos);
  }

  private static PushAnswer unavailablePush(Throwable failure) {
    return PushAnswer.refused(RoutedHandlers.unavailable(failure), null);
  }

  private static ManyPushes unavailablePushes(Throwable failure) {
    PushAnswer answer = unavailablePush(failure);
    return new ManyPushes(answer.response(), List.of(), answer.reason(), answer.message());
  }
}
