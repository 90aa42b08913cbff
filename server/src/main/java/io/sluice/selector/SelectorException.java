package io.sluice.selector;

/// A text that is no selector. The message says where and why: `at 7: expected ...`.
public final class SelectorException extends Exception {
  private static final long serialVersionUID = 1;

  private final int position;

  SelectorException(int position, String message) {
    super("at " + position + ": " + message, null, false, false);
    this.position = position;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /// The character at which it went wrong, counted from 1; one behind the last at the end.
  public int position() {
    return position;
  }
}
