package io.sluice.selector;

import io.sluice.model.Names;

/// One condition on the value of a label: `job=~"a.*"`.
///
/// @param name the label; `__name__` is that of the metric
/// @param value text, or a regular expression that has to match all of the label's value
public record Matcher(String name, Op op, String value) {
  /// The name of the label that stands for the name of the metric.
  public static final String METRIC_NAME = "__name__";

  /// How the value of the label is to relate to that of the matcher.
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

  /// As it is written in a selector, in double quotes.
  @Override
  public String toString() {
    String shown = Names.isLegacyLabelName(name) ? name : QuotedText.quote(name);
    return shown + op + QuotedText.quote(value);
  }
}
