package io.sluice.format;

import io.sluice.model.Names;

/// How names that are not valid legacy names are escaped for a scraper.
///
/// Legacy names are never changed. In other names, characters that are invalid in legacy names are
/// replaced:
///
/// | scheme | `_` | `.` | other |
/// |---|---|---|---|
/// | underscores | `_` | `_` | `_` |
/// | dots | `__` | `_dot_` | `__` |
/// | values, after `U__` | `__` | `_2e_` | `_` code point in hex `_` |
public enum EscapingScheme {
  UNDERSCORES("underscores"),
  DOTS("dots"),
  VALUES("values"),
  ALLOW_UTF8("allow-utf-8");

  private static final int REPLACEMENT = 0xFFFD;

  private final String parameter;

  EscapingScheme(String parameter) {
    this.parameter = parameter;
  }

  /// The value of the `escaping` parameter in a content type.
  public String parameter() {
    return parameter;
  }

  /// Escapes a metric name.
  public String escapeMetricName(String name) {
    return this == ALLOW_UTF8 || Names.isLegacyMetricName(name) ? name : escape(name, true);
  }

  /// Escapes a label name. A colon is replaced too; the Pushgateway keeps it, and Prometheus cannot
  /// parse such a line.
  public String escapeLabelName(String name) {
    return this == ALLOW_UTF8 || Names.isLegacyLabelName(name) ? name : escape(name, false);
  }

  private String escape(String name, boolean mayHoldColon) {
    var escaped = new StringBuilder(name.length() + 8);
    if (this == VALUES) {
      escaped.append("U__");
    }
    for (int i = 0; i < name.length(); ) {
      int codePoint = name.codePointAt(i);
      if (codePoint == '_') {
        escaped.append(this == UNDERSCORES ? "_" : "__");
      } else if (isLegacy(codePoint, i) || (codePoint == ':' && mayHoldColon)) {
        escaped.append((char) codePoint);
      } else {
        appendReplacement(escaped, codePoint);
      }
      i += Character.charCount(codePoint);
    }
    return escaped.toString();
  }

  private void appendReplacement(StringBuilder escaped, int codePoint) {
    switch (this) {
      case UNDERSCORES -> escaped.append('_');
      case DOTS -> escaped.append(codePoint == '.' ? "_dot_" : "__");
      case VALUES -> escaped.append('_').append(hex(codePoint)).append('_');
      case ALLOW_UTF8 -> escaped.appendCodePoint(codePoint);
    }
  }

  /// Bytes that are not UTF-8 are treated as U+FFFD.
  private static String hex(int codePoint) {
    boolean invalid = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    return Integer.toHexString(invalid ? REPLACEMENT : codePoint);
  }

  private static boolean isLegacy(int codePoint, int position) {
    return (codePoint >= 'a' && codePoint <= 'z')
        || (codePoint >= 'A' && codePoint <= 'Z')
        || (codePoint >= '0' && codePoint <= '9' && position > 0);
  }
}
