package io.sluice.web;

import io.sluice.history.AnsweredPush;
import io.sluice.history.RecentPushes;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.model.GroupingKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer to a request that pushes to many groups, and what is to be remembered of it: a push
/// for each group, of some of them.
///
/// @param refusal why all of it was refused, or null
/// @param message what was wrong with all of it, or null
record ManyPushes(
    Response response,
    List<Part> parts,
    AnsweredPush.@Nullable Reason refusal,
    @Nullable String message) {
  /// How many pushes of one request are remembered: others are to be seen too.
  private static final int MOST_REMEMBERED = 100;

  /// A push to a group.
  ///
  /// @param problem what was wrong with it, or null
  record Part(GroupingKey key, int series, @Nullable String problem) {}

  ManyPushes {
    parts = List.copyOf(parts);
  }

  void remember(RecentPushes history, Request request, long durationNanos) {
    if (parts.isEmpty()) {
      if (refusal != null) {
        history.pushed(push(request, null, -1, durationNanos, refusal, message));
      }
      return;
    }
    for (Part part : parts.subList(0, Math.min(MOST_REMEMBERED, parts.size()))) {
      String problem = part.problem == null ? message : part.problem;
      AnsweredPush.Reason reason =
          refusal == null && part.problem != null ? AnsweredPush.Reason.INCONSISTENT : refusal;
      history.pushed(push(request, part.key, part.series, durationNanos, reason, problem));
    }
  }

  private AnsweredPush push(
      Request request,
      @Nullable GroupingKey key,
      int series,
      long durationNanos,
      AnsweredPush.@Nullable Reason reason,
      @Nullable String problem) {
    return new AnsweredPush(
        request.method(),
        request.target(),
        key,
        request.peer(),
        request.body().length,
        series,
        durationNanos,
        response.status(),
        reason,
        reason == null ? null : problem);
  }
}
