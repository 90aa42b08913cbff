package io.sluice.format.otlp;

/// How the names of metrics and attributes are translated to those of families and labels. The
/// values are those of Prometheus's setting `translation_strategy`.
public enum TranslationStrategy {
  UNDERSCORE_ESCAPING_WITH_SUFFIXES("UnderscoreEscapingWithSuffixes", true, true),
  UNDERSCORE_ESCAPING_WITHOUT_SUFFIXES("UnderscoreEscapingWithoutSuffixes", true, false),
  NO_UTF8_ESCAPING_WITH_SUFFIXES("NoUTF8EscapingWithSuffixes", false, true),
  NO_TRANSLATION("NoTranslation", false, false);

  private final String word;
  private final boolean escapes;
  private final boolean addsSuffixes;

  TranslationStrategy(String word, boolean escapes, boolean addsSuffixes) {
    this.word = word;
    this.escapes = escapes;
    this.addsSuffixes = addsSuffixes;
  }

  /// The name in the configuration.
  public String word() {
    return word;
  }

  boolean escapes() {
    return escapes;
  }

  boolean addsSuffixes() {
    return addsSuffixes;
  }
}
