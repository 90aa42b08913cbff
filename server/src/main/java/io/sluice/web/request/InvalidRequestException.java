package io.sluice.web.request;

/// An invalid request; the message is the body of the response.
public final class InvalidRequestException extends Exception {
  private static final long serialVersionUID = 1;

  private final String message;

  public InvalidRequestException(String message) {
    super(message, null, false, false);
    this.message = message;
  }

  @Override
  public String getMessage() {
    return message;
  }
}
