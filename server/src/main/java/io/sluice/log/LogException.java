package io.sluice.log;

import org.jspecify.annotations.Nullable;

/// A command could not be made safe. It was not applied, and never will be.
public final class LogException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LogException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
