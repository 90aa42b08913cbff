package io.sluice.gateway;

/// Handles, in tests, a failure that would end the process.
public final class FatalFailure {
  private FatalFailure() {}

  /// Rethrows it.
  @SuppressWarnings("DoNotCallSuggester") // only called after a failure
  public static void raise(Throwable failure) {
    throw new AssertionError(failure);
  }
}
