package io.sluice.cli;

import io.sluice.go.GoQuote;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Formats log lines as JSON objects.
final class JsonLine {
  private static final String ESCAPED = "\b\f\n\r\t\"\\";
  private static final String ESCAPES = "bfnrt\"\\";

  private JsonLine() {}

  static String line(List<LogLines.Field> fields) {
    var line = new StringBuilder(200).append('{');
    for (LogLines.Field field : fields) {
      line.append(line.length() == 1 ? "" : ",");
      appendString(line, field.key());
      appendValue(line.append(':'), field.value());
    }
    return line.append("}\n").toString();
  }

  private static void appendValue(StringBuilder line, @Nullable Object value) {
    boolean isFinite = !(value instanceof Number number) || Double.isFinite(number.doubleValue());
    if (value == null || value instanceof Boolean || (value instanceof Number && isFinite)) {
      line.append(value);
    } else {
      appendString(line, value.toString());
    }
  }

  private static void appendString(StringBuilder line, String text) {
    line.append('"');
    text.codePoints().forEach(codePoint -> appendEscaped(line, codePoint));
    line.append('"');
  }

  private static void appendEscaped(StringBuilder line, int codePoint) {
    int known = ESCAPED.indexOf(codePoint);
    if (known >= 0) {
      line.append('\\').append(ESCAPES.charAt(known));
    } else if (Character.getType(codePoint) == Character.SURROGATE) {
      line.append('\uFFFD');
    } else if (GoQuote.isPrintable(codePoint) || codePoint > 0xFFFF) {
      line.appendCodePoint(codePoint);
    } else {
      line.append(String.format(Locale.ROOT, "\\u%04x", codePoint));
    }
  }
}
