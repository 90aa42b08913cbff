package io.sluice.format;

/// A body that is not what its content type says: the client's fault, answered with 400.
///
/// [#getMessage] is one line in the Pushgateway's words. [#excerpt] is empty or shows the place:
/// the offending line, a line feed, and a caret under the column.
public final class ParseException extends Exception {
  private static final long serialVersionUID = 1;

  private final String message;
  private final String excerpt;

  public ParseException(String message) {
    this(message, "");
  }

  public ParseException(String message, String excerpt) {
    super(message, null, false, false);
    this.message = message;
    this.excerpt = excerpt;
  }

  @Override
  public String getMessage() {
    return message;
  }

  public String excerpt() {
    return excerpt;
  }
}
