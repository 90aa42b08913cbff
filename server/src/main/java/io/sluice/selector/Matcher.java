package io.sluice.selector;

import io.sluice.model.Names;

/// One condition on the value of a label: `job=~"a.*"`.
///
/// @param name the label name; `__name__` is the metric name
/// @param value a text, or a regular expression that must match the complete value of the label
public record Matcher(String name, Op op, String value) {
  /// The label name that represents the metric name.
  public static final String METRIC_NAME = "__name__";

  /// The operator between the value of the label and that of the matcher.
  public enum Op {
    EQUAL("="),
    NOT_EQUAL("!="),
    MATCHES("=~"),
    MATCHES_NOT("!~");

    private final String symbol;

    Op(String symbol) {
      this.symbol = symbol;
    }

    boolean isRegex() {
      return this == MATCHES || this == MATCHES_NOT;
    }

    boolean isNegated() {
      return this == NOT_EQUAL || this == MATCHES_NOT;
    }

    /// As it is written in a selector.
    @Override
    public String toString() {
      return symbol;
    }
  }

  boolean isOnMetricName() {
    return name.equals(METRIC_NAME);
  }

  /// The form in a selector, with double quotes.
  @Override
  public String toString() {
    String shown = Names.isLegacyLabelName(name) ? name : QuotedText.quote(name);
    return shown + op + QuotedText.quote(value);
  }
}
