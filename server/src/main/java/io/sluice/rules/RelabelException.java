package io.sluice.rules;

/// A push that is invalid after relabeling.
public final class RelabelException extends Exception {
  private static final long serialVersionUID = 1;

  RelabelException(String message) {
    super(message, null, false, false);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
