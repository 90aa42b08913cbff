package io.sluice.format;

import org.jspecify.annotations.Nullable;

/// A body that does not conform to its content type, or that exceeds a limit. The client gets 400
/// or 413.
///
/// [#getMessage] is one line, and is the Pushgateway's message if it has one. [#excerpt] is empty
/// or shows the position: the line, a line feed, and a caret under the column.
public final class ParseException extends Exception {
  private static final long serialVersionUID = 1;

  private final String message;
  private final String excerpt;
  private final int line;
  private final int column;
  private final @Nullable String limit;

  /// An error without a position.
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

  /// An error for a body that exceeds a limit.
  ///
  /// @param limit the limit's name in metrics
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

  /// The column, counted from 1; 0 if the body has no lines.
  public int column() {
    return column;
  }

  /// The limit that the body exceeds, or null if it is malformed.
  public @Nullable String limit() {
    return limit;
  }
}
