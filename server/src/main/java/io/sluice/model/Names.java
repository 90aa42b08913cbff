package io.sluice.model;

/// The rules for valid metric and label names.
///
/// Legacy names are those of Prometheus 2 (`[a-zA-Z_:][a-zA-Z0-9_:]*`, labels without the colon).
/// With UTF-8 names enabled, any text that is not empty is valid.
public enum Names {
  LEGACY,
  UTF8;

  /// Whether `name` is a valid metric name.
  public boolean isMetricName(String name) {
    return this == LEGACY ? isLegacyMetricName(name) : isUtf8Name(name);
  }

  /// Whether `name` is a valid label name.
  public boolean isLabelName(String name) {
    return this == LEGACY ? isLegacyLabelName(name) : isUtf8Name(name);
  }

  public static boolean isLegacyMetricName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!isLabelNameChar(c, i) && c != ':') {
        return false;
      }
    }
    return !name.isEmpty();
  }

  public static boolean isLegacyLabelName(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (!isLabelNameChar(name.charAt(i), i)) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /// Whether `name` is valid UTF-8, not empty, and without NUL, which Prometheus treats as the end
  /// of its input.
  public static boolean isUtf8Name(String name) {
    return !name.isEmpty() && name.indexOf('\0') < 0 && Utf8.isValid(name);
  }

  private static boolean isLabelNameChar(char c, int position) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || c == '_'
        || (c >= '0' && c <= '9' && position > 0);
  }
}
