package io.sluice.http;

/// Is told of each request or connection that a limit turned away. Called on event loops.
@FunctionalInterface
public interface Refusals {
  /// Counts one.
  ///
  /// @param reason of a fixed few, such as `body_bytes`
  void refused(String reason);
}
