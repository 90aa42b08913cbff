package io.sluice.webconfig;

import io.sluice.yaml.YamlException;
import io.sluice.yaml.YamlScalar;
import java.io.IOException;
import java.nio.file.Path;

/// An error in a web configuration. The message is for the log: the Pushgateway's message if it
/// detects the error too, else that of the YAML parser, with the position.
public final class WebConfigException extends IOException {
  private static final long serialVersionUID = 1;

  private final String problem;
  private final int line;
  private final int column;

  private WebConfigException(String message, String problem, int line, int column) {
    super(message);
    this.problem = problem;
    this.line = line;
    this.column = column;
  }

  /// A file that could not be read.
  static WebConfigException unreadable(String message) {
    return new WebConfigException(message, message, 0, 0);
  }

  /// Converts an error of the YAML parser.
  static WebConfigException of(YamlException e) {
    String message = "yaml: line %d, column %d: %s".formatted(e.line(), e.column(), e.problem());
    return new WebConfigException(message, e.problem(), e.line(), e.column());
  }

  /// An error at a line and a column, both counted from 1.
  static WebConfigException at(int line, int column, String problem) {
    return new WebConfigException(problem, problem, line, column);
  }

  /// An invalid value.
  static WebConfigException at(YamlScalar value, String problem) {
    return at(value.line(), value.column(), problem);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /// The problem in the form of compilers: `file:line:column: problem`.
  public String in(Path file) {
    return line == 0 ? file + ": " + problem : file + ":" + line + ":" + column + ": " + problem;
  }
}
