package io.sluice.gofile;

import java.io.IOException;

/// A file that is not what a Pushgateway writes, or only a part of it. The message says what is
/// wrong, what was found, and at which offset.
public final class GoFileException extends IOException {
  private static final long serialVersionUID = 1;

  private final long offset;

  /// @param problem what is wrong and what was found
  /// @param offset of the byte with which the trouble starts
  GoFileException(String problem, long offset) {
    super(problem + ": offset=" + offset);
    this.offset = offset;
  }

  /// Where in the file the trouble starts.
  public long offset() {
    return offset;
  }
}
