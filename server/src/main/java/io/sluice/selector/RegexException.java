package io.sluice.selector;

/// A regular expression that is invalid in RE2 or exceeds the limits.
public final class RegexException extends Exception {
  private static final long serialVersionUID = 1;

  RegexException(String message) {
    super(message, null, false, false);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
