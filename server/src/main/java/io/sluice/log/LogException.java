package io.sluice.log;

import org.jspecify.annotations.Nullable;

/// A command was not applied and never will be, or, if [#isUnknown], it is not known whether it
/// was.
public final class LogException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean isUnknown;
  private final int retryAfterSeconds;

  public LogException(String message, @Nullable Throwable cause) {
    this(message, cause, false, 0);
  }

  private LogException(
      String message, @Nullable Throwable cause, boolean isUnknown, int retryAfterSeconds) {
    super(message, cause);
    this.isUnknown = isUnknown;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /// The command was not applied.
  ///
  /// @param retryAfterSeconds when it makes sense to try again
  public static LogException notAccepted(String message, int retryAfterSeconds) {
    return new LogException(message, null, false, retryAfterSeconds);
  }

  /// The command may have been applied, or may yet be.
  ///
  /// @param retryAfterSeconds when it makes sense to try again
  public static LogException unknown(String message, int retryAfterSeconds) {
    return new LogException(message, null, true, retryAfterSeconds);
  }

  /// Whether the command may have been applied.
  public boolean isUnknown() {
    return isUnknown;
  }

  /// When it makes sense to try again; 0 if that is not known.
  public int retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
