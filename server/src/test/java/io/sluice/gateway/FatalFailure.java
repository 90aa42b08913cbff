package io.sluice.gateway;

/// What tests do with a failure that would end the process.
public final class FatalFailure {
  private FatalFailure() {}

  /// Throws it again.
  public static void raise(Throwable failure) {
    throw new AssertionError(failure);
  }
}
