package io.sluice.selector;

import org.jspecify.annotations.Nullable;

/// A compiled matcher.
///
/// @param regex the matcher's expression; null for a matcher that compares text
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

  /// The number of instructions of the expression; 0 without one.
  int size() {
    return regex == null ? 0 : regex.size();
  }

  /// Whether this matches exactly one metric name.
  boolean isFamilyName() {
    return matcher.isOnMetricName() && matcher.op() == Matcher.Op.EQUAL;
  }
}
