package io.sluice.gateway;

/// What tests do with a failure that would end the process.
public final class FatalFailure {
  private FatalFailure() {}

  /// Throws it again.
  @SuppressWarnings("DoNotCallSuggester") // only what has failed calls it
  public static void raise(Throwable failure) {
    throw new AssertionError(failure);
  }
}
