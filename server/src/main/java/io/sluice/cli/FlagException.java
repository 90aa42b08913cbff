package io.sluice.cli;

/// An invalid command line; the message is for the user.
public final class FlagException extends Exception {
  private static final long serialVersionUID = 1;

  private final String message;

  public FlagException(String message) {
    super(message, null, false, false);
    this.message = message;
  }

  @Override
  public String getMessage() {
    return message;
  }
}
