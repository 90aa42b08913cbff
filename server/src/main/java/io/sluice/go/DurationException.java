package io.sluice.go;

/// A text that is not a duration. The message is the same as Go's.
public final class DurationException extends Exception {
  private static final long serialVersionUID = 1;

  private final String message;

  DurationException(String message) {
    super(message, null, false, false);
    this.message = message;
  }

  @Override
  public String getMessage() {
    return message;
  }
}
