package io.sluice.web;

import io.sluice.http.Response;
import io.sluice.intake.PushResult;

/// The responses to refused pushes, for all formats.
final class PushRefusal {
  private static final String FULL_RETRY_SECONDS = "60";

  private PushRefusal() {}

  static int status(PushResult.Reason reason) {
    return switch (reason) {
      case MALFORMED, INCONSISTENT, READ_FROM_FILE -> 400;
      case FORBIDDEN -> 403;
      case TOO_LARGE -> 413;
      case KEY_REUSED -> 422;
      case ACCESS_UNUSABLE -> 500;
      case FULL -> 503;
    };
  }

  /// Adds `Retry-After` if it makes sense to retry.
  static Response withRetry(Response response, PushResult.Reason reason) {
    return reason == PushResult.Reason.FULL
        ? response.with("Retry-After", FULL_RETRY_SECONDS)
        : response;
  }
}
