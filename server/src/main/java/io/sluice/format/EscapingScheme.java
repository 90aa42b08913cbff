package io.sluice.format;

/// How names that are not legacy-valid are shown to a scraper.
public enum EscapingScheme {
  UNDERSCORES("underscores"),
  DOTS("dots"),
  VALUES("values"),
  ALLOW_UTF8("allow-utf-8");

  private final String parameter;

  EscapingScheme(String parameter) {
    this.parameter = parameter;
  }

  /// The value of the `escaping` parameter in a content type.
  public String parameter() {
    return parameter;
  }
}
