package io.sluice.systemtests;

import io.sluice.systemtests.harness.RawHttp.Request;
import java.util.List;

/// One step of a sequence that is played to two gateways.
sealed interface LiveStep {

  /// Both get the same request and must answer and store the same.
  record Same(Request request) implements LiveStep {}

  /// Sluice gets `lenient`. The other gateway refuses that with 400 and stores nothing; then it
  /// gets `plain`, which must have the same outcome.
  record Lenient(LiveDifference rule, Request lenient, Request plain) implements LiveStep {}

  /// After `before`, which both get, `request` shows a difference in the stored state; so it is the
  /// last step of its sequence.
  ///
  /// @param outcome Sluice's outcome of the request
  record Last(LiveDifference rule, List<Request> before, Request request, Outcome outcome)
      implements LiveStep {}

  /// Sluice's outcome of a request that the other gateway handles differently.
  enum Outcome {
    /// Answers 400 and stores nothing.
    REFUSED,
    /// Answers 400 and records only the failure of the push.
    FAILED,
    /// Answers 200 and exposes the pushed metrics.
    TAKEN
  }
}
