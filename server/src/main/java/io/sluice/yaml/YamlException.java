package io.sluice.yaml;

import java.nio.file.Path;

/// An error in a configuration file. The message has the form `line:column: problem`.
public final class YamlException extends Exception {
  private static final long serialVersionUID = 1;

  private final String problem;
  private final int line;
  private final int column;

  /// Creates an error for a line and a column, both counted from 1.
  public YamlException(String problem, int line, int column) {
    super(line + ":" + column + ": " + problem, null, false, false);
    this.problem = problem;
    this.line = line;
    this.column = column;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /// The message in the form of compilers: `file:line:column: problem`.
  public String in(Path file) {
    return file + ":" + getMessage();
  }

  public String problem() {
    return problem;
  }

  public int line() {
    return line;
  }

  public int column() {
    return column;
  }
}
