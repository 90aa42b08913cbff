package io.sluice.yaml;

import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;

/// A line and a column, counted from 1.
record SourcePosition(int line, int column) {
  static final SourcePosition START = new SourcePosition(1, 1);

  static SourcePosition of(Optional<Mark> mark) {
    return mark.map(m -> new SourcePosition(m.getLine() + 1, m.getColumn() + 1)).orElse(START);
  }

  /// The position after `text`.
  static SourcePosition after(String text) {
    int lineFeed = text.lastIndexOf('\n');
    int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
    return new SourcePosition(line, 1 + text.codePointCount(lineFeed + 1, text.length()));
  }

  YamlException problem(String problem) {
    return new YamlException(problem, line, column);
  }
}
