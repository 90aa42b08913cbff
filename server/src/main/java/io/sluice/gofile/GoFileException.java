package io.sluice.gofile;

import java.io.IOException;

/// A file that is not a persistence file of a Pushgateway, or is incomplete. The message contains
/// the error, the data found, and the offset.
public final class GoFileException extends IOException {
  private static final long serialVersionUID = 1;

  private final long offset;

  /// @param problem the error and the data found
  /// @param offset of the first invalid byte
  GoFileException(String problem, long offset) {
    super(problem + ": offset=" + offset);
    this.offset = offset;
  }

  /// The offset of the first invalid byte.
  public long offset() {
    return offset;
  }
}
