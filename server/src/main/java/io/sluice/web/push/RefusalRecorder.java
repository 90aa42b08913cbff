package io.sluice.web.push;

import io.sluice.history.RecentPushes;
import io.sluice.http.RefusalListener;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.telemetry.OwnMetrics;
import io.sluice.web.request.OtlpPaths;
import io.sluice.web.request.PushPaths;

/// Counts the requests that the server rejected before they reached a handler, and records the
/// pushes among them.
public final class RefusalRecorder implements RefusalListener {
  private final OwnMetrics ownMetrics;
  private final RecentPushes history;
  private final String routePrefix;

  /// @param routePrefix the prefix of all routes: empty, or a path without a slash at its end
  public RefusalRecorder(OwnMetrics ownMetrics, RecentPushes history, String routePrefix) {
    this.ownMetrics = ownMetrics;
    this.history = history;
    this.routePrefix = routePrefix;
  }

  @Override
  public void refused(String reason) {
    ownMetrics.requestRefused(reason);
  }

  @Override
  public void answered(Request request, Response answer) {
    boolean isChange = request.method().equals("PUT") || request.method().equals("POST");
    if (isChange && isPush(request.path())) {
      history.pushed(PushAnswer.refused(answer, null).push(request, request.headBytes(), -1));
    }
  }

  private boolean isPush(String path) {
    return new OtlpPaths(routePrefix).isMetrics(path)
        || (path.startsWith(routePrefix) && PushPaths.isPush(path.substring(routePrefix.length())));
  }
}
