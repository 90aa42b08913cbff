package io.sluice.http;

/// Notified of each request or connection that a limit rejects. Called on event loops.
@FunctionalInterface
public interface RefusalListener {
  /// Counts a rejected request or connection.
  ///
  /// @param reason one of a fixed set, such as `body_bytes`
  void refused(String reason);

  /// Receives a response that was sent instead of the handler's.
  ///
  /// @param request its body is empty unless all of it was received
  default void answered(Request request, Response answer) {}
}
