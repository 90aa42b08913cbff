package io.sluice.web.push;

import io.sluice.http.Response;
import io.sluice.intake.PushResult;

/// The responses to refused pushes, for all formats.
public final class PushRefusal {
  private static final String FULL_RETRY_SECONDS = "60";

  private PushRefusal() {}

  /// Adds `Retry-After` if it makes sense to retry.
  static Response withRetry(Response response, PushResult.Reason reason) {
    return reason == PushResult.Reason.FULL
        ? response.with("Retry-After", FULL_RETRY_SECONDS)
        : response;
  }
}
