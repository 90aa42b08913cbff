package io.sluice.web.push;

import io.sluice.history.AnsweredPush;
import io.sluice.history.RecentPushes;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.intake.PushedGroup;
import io.sluice.model.GroupingKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The response to a request that pushes to many groups, and its entries for the history: one push
/// per group, up to a limit.
///
/// @param refusal why the whole request was refused, or null
/// @param message the error message for the whole request, or null
public record ManyPushes(
    Response response,
    List<PushedGroup> groups,
    AnsweredPush.@Nullable Reason refusal,
    @Nullable String message) {
  /// The maximum number of recorded pushes per request, so that one request does not fill the
  /// history.
  private static final int MAX_REMEMBERED = 100;

  public ManyPushes {
    groups = List.copyOf(groups);
  }

  public void remember(RecentPushes history, Request request, long durationNanos) {
    if (groups.isEmpty()) {
      if (refusal != null) {
        history.pushed(push(request, null, -1, durationNanos, refusal, message));
      }
      return;
    }
    for (PushedGroup group : groups.subList(0, Math.min(MAX_REMEMBERED, groups.size()))) {
      String problem = group.problem() == null ? message : group.problem();
      AnsweredPush.Reason reason =
          refusal == null && group.problem() != null ? AnsweredPush.Reason.INCONSISTENT : refusal;
      history.pushed(push(request, group.key(), group.series(), durationNanos, reason, problem));
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
        request.target().raw(),
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
