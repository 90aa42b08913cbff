package io.sluice.rules;

import io.sluice.model.Labels;
import io.sluice.selector.Matcher;
import io.sluice.selector.Selector;
import org.jspecify.annotations.Nullable;

/// One rule of the file.
///
/// @param index its index among the rules, counted from 0
/// @param line the line where it begins, counted from 1
/// @param match selects grouping keys; null for all
public record Rule(int index, int line, @Nullable Selector match, PushPolicy policy) {
  boolean matches(Labels key) {
    return match == null || match.matches(key);
  }

  /// The matcher that does not match the grouping key, or null if this rule applies to it.
  @Nullable Matcher failing(Labels key) {
    return match == null ? null : match.failing(key);
  }
}
