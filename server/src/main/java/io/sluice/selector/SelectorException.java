package io.sluice.selector;

/// An invalid selector. The message contains the position and the reason: `at 7: expected ...`.
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

  /// The position of the error in characters, counted from 1; at the end of the text, one after the
  /// last character.
  public int position() {
    return position;
  }
}
