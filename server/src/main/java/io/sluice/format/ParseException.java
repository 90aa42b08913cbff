package io.sluice.format;

import org.jspecify.annotations.Nullable;

/// A body that is not what its content type says, or that holds more than it may: the client's
/// fault, answered with 400 or 413.
///
/// [#getMessage] is one line, in the Pushgateway's words where it has some. [#excerpt] is empty or
/// shows the place: the offending line, a line feed, and a caret under the column.
public final class ParseException extends Exception {
  private static final long serialVersionUID = 1;

  private final String message;
  private final String excerpt;
  private final int line;
  private final int column;
  private final @Nullable String limit;

  /// An error that has no place.
  public ParseException(String message) {
    this(message, "", 0, 0);
  }

  public ParseException(String message, String excerpt, int line, int column) {
    this(message, excerpt, line, column, null);
  }

  private ParseException(
      String message, String excerpt, int line, int column, @Nullable String limit) {
    super(message, null, false, false);
    this.message = message;
    this.excerpt = excerpt;
    this.line = line;
    this.column = column;
    this.limit = limit;
  }

  /// A body that may be right, but is too much.
  ///
  /// @param limit which limit, as metrics name it
  static ParseException overLimit(String limit, String message) {
    return new ParseException(message, "", 0, 0, limit);
  }

  @Override
  public String getMessage() {
    return message;
  }

  public String excerpt() {
    return excerpt;
  }

  /// The line, counted from 1; 0 if the body has no lines.
  public int line() {
    return line;
  }

  /// The character of the line, counted from 1; 0 if the body has no lines.
  public int column() {
    return column;
  }

  /// Which limit the body exceeds, or null if it is malformed.
  public @Nullable String limit() {
    return limit;
  }
}
