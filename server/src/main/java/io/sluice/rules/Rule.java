package io.sluice.rules;

import io.sluice.model.Labels;
import io.sluice.selector.Matcher;
import io.sluice.selector.Selector;
import org.jspecify.annotations.Nullable;

/// One rule of the file.
///
/// @param index its place among the rules, counted from 0
/// @param line where it begins in the file, counted from 1
/// @param match which grouping keys it is for; null for all
public record Rule(int index, int line, @Nullable Selector match, PushPolicy policy) {
  boolean matches(Labels key) {
    return match == null || match.matches(key);
  }

  /// The matcher that keeps this rule from a grouping key, or null if it is for it.
  @Nullable Matcher failing(Labels key) {
    return match == null ? null : match.failing(key);
  }
}
