package io.sluice.cli;

import io.sluice.go.GoQuote;
import java.util.List;

/// Formats log lines as `key=value` pairs, quoted like Go's `slog.TextHandler`.
final class Logfmt {
  private Logfmt() {}

  static String line(List<LogLines.Field> fields) {
    var line = new StringBuilder(160);
    for (LogLines.Field field : fields) {
      line.append(line.isEmpty() ? "" : " ")
          .append(quoted(field.key()))
          .append('=')
          .append(field.value() == null ? "<nil>" : quoted(field.value().toString()));
    }
    return line.append('\n').toString();
  }

  private static String quoted(String text) {
    boolean plain = !text.isEmpty() && text.codePoints().allMatch(Logfmt::isPlain);
    return plain ? text : GoQuote.quote(text);
  }

  private static boolean isPlain(int codePoint) {
    return switch (codePoint) {
      case ' ', '"', '=', 0xFFFD -> false;
      default -> GoQuote.isPrintable(codePoint);
    };
  }
}
