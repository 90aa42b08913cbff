package io.sluice.selector;

import org.jspecify.annotations.Nullable;

/// A matcher ready to be asked.
///
/// @param regex the matcher's expression; null for one that compares text
record Condition(Matcher matcher, @Nullable AnchoredRegex regex) {
  static Condition of(Matcher matcher) throws RegexException {
    AnchoredRegex regex = matcher.op().isRegex() ? AnchoredRegex.parse(matcher.value()) : null;
    return new Condition(matcher, regex);
  }

  boolean holds(String value) {
    boolean isEqual = regex == null ? matcher.value().equals(value) : regex.matches(value);
    return isEqual != matcher.op().isNegated();
  }

  boolean holds(String value, MatchBudget budget) {
    if (regex == null) {
      budget.spend(1);
      return holds(value);
    }
    return regex.matches(value, budget) != matcher.op().isNegated();
  }

  /// How many instructions the expression has; 0 without one.
  int size() {
    return regex == null ? 0 : regex.size();
  }

  /// Whether this asks for one metric name.
  boolean isFamilyName() {
    return matcher.isOnMetricName() && matcher.op() == Matcher.Op.EQUAL;
  }
}
