package io.sluice.rules;

import io.sluice.selector.Matcher;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why a rule applies to a grouping key.
///
/// @param passedOver the rules before it, in order
/// @param rule the one that applies, or null if none does
public record Explanation(List<PassedOver> passedOver, @Nullable Rule rule) {
  public Explanation {
    passedOver = List.copyOf(passedOver);
  }

  /// A rule that does not apply.
  ///
  /// @param failing the first of its matchers that does not match
  /// @param value the value of the label in the key; empty if the key does not have it
  public record PassedOver(Rule rule, Matcher failing, String value) {}
}
