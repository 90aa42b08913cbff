package io.sluice.http;

/// Notified of each request or connection that a limit rejects. Called on event loops.
@FunctionalInterface
public interface RefusalListener {
  /// Counts one.
  ///
  /// @param reason of a fixed few, such as `body_bytes`
  void refused(String reason);

  /// Receives an answer that was given instead of the handler's.
  ///
  /// @param request its body is empty unless all of it was received
  default void answered(Request request, Response answer) {}
}
