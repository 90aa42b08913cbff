package io.sluice.systemtests;

import io.sluice.systemtests.harness.RawHttp.Request;
import java.util.List;

/// One step of a sequence that is played to two gateways.
sealed interface LiveStep {

  /// Both get the same request and must answer and store the same.
  record Same(Request request) implements LiveStep {}

  /// Sluice gets `lenient`. The other refuses that with 400 and stores nothing; then it gets
  /// `plain`, which must have the same outcome.
  record Lenient(LiveDifference rule, Request lenient, Request plain) implements LiveStep {}

  /// After `before`, which is for both, `request` shows a difference in what is stored; so it is
  /// the last step of its sequence.
  ///
  /// @param outcome what Sluice does with the request
  record Last(LiveDifference rule, List<Request> before, Request request, Outcome outcome)
      implements LiveStep {}

  /// What Sluice does with a request that the other takes otherwise.
  enum Outcome {
    /// Answers 400 and stores nothing.
    REFUSED,
    /// Answers 400 and notes the failure of the push, and nothing else.
    FAILED,
    /// Answers 200 and shows what was pushed.
    TAKEN
  }
}
