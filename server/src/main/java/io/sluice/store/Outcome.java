package io.sluice.store;

/// What became of a command.
public sealed interface Outcome {
  record Applied() implements Outcome {}

  /// Refused; `message` says why, in the Pushgateway's words where it has some.
  record Rejected(String message) implements Outcome {}

  Applied APPLIED = new Applied();
}
