package io.sluice.web;

/// A request that cannot be right; the message is the answer's body.
final class InvalidRequestException extends Exception {
  private static final long serialVersionUID = 1;

  private final String message;

  InvalidRequestException(String message) {
    super(message, null, false, false);
    this.message = message;
  }

  @Override
  public String getMessage() {
    return message;
  }
}
