package io.sluice.yaml;

import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;

/// A line and a column, counted from 1.
record Place(int line, int column) {
  static final Place START = new Place(1, 1);

  static Place of(Optional<Mark> mark) {
    return mark.map(m -> new Place(m.getLine() + 1, m.getColumn() + 1)).orElse(START);
  }

  /// The place behind `text`.
  static Place after(String text) {
    int lineFeed = text.lastIndexOf('\n');
    int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
    return new Place(line, 1 + text.codePointCount(lineFeed + 1, text.length()));
  }

  YamlException problem(String problem) {
    return new YamlException(problem, line, column);
  }
}
