package io.sluice.yaml;

import java.util.Locale;
import java.util.Set;

/// A single value, as the text in the file.
///
/// @param line the line, counted from 1
/// @param column the column, counted from 1
public record YamlScalar(String text, int line, int column) {
  // The values that Go's YAML libraries accept as bool, so that files written for the Pushgateway
  // keep their meaning.
  private static final Set<String> TRUE = Set.of("true", "yes", "on", "y");
  private static final Set<String> FALSE = Set.of("false", "no", "off", "n");

  /// The value as a boolean.
  public boolean bool() throws YamlException {
    String lower = text.toLowerCase(Locale.ROOT);
    if (TRUE.contains(lower)) {
      return true;
    }
    if (FALSE.contains(lower)) {
      return false;
    }
    throw problem("expected true or false, got " + shown());
  }

  /// The value as a whole number.
  public long integer() throws YamlException {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw problem("expected a whole number, got " + shown());
    }
  }

  /// The value as a finite number.
  public double number() throws YamlException {
    try {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Reported below.
    }
    throw problem("expected a number, got " + shown());
  }

  /// The value in double quotes, for messages; shortened if it is long.
  public String shown() {
    return '"' + (text.length() <= 60 ? text : text.substring(0, 60) + "...") + '"';
  }

  /// An error for this value. The caller throws it.
  public YamlException problem(String problem) {
    return new YamlException(problem, line, column);
  }
}
