package io.sluice.selector;

import static java.util.stream.Collectors.joining;

import io.sluice.model.Labels;
import io.sluice.model.Names;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An instant vector selector of Prometheus: `name`, `{job=~"a.*",x!="y"}` or both.
///
/// Conditions on labels and conditions on the metric name are evaluated separately, because a group
/// has labels but no name, and a family has a name.
public final class Selector {
  private final List<Condition> conditions;

  /// A selector with these conditions, all of which must hold.
  Selector(List<Condition> conditions) {
    this.conditions = List.copyOf(conditions);
  }

  /// Parses a selector.
  public static Selector parse(String text) throws SelectorException {
    return new SelectorParser(text).parse();
  }

  /// Whether all conditions on labels hold. A missing label has an empty value.
  public boolean matches(Labels labels) {
    return failing(labels) == null;
  }

  /// Like [#matches(Labels)], within a budget.
  ///
  /// @throws MatchBudget.ExhaustedException if it does not
  public boolean matches(Labels labels, MatchBudget budget) {
    for (Condition condition : conditions) {
      Matcher matcher = condition.matcher();
      String value = labels.get(matcher.name());
      if (!matcher.isOnMetricName() && !condition.holds(value == null ? "" : value, budget)) {
        return false;
      }
    }
    return true;
  }

  /// The first condition on a label that does not hold, or null.
  public @Nullable Matcher failing(Labels labels) {
    for (Condition condition : conditions) {
      Matcher matcher = condition.matcher();
      String value = labels.get(matcher.name());
      if (!matcher.isOnMetricName() && !condition.holds(value == null ? "" : value)) {
        return matcher;
      }
    }
    return null;
  }

  /// Whether all conditions on the metric name hold.
  ///
  /// @throws MatchBudget.ExhaustedException if it does not
  public boolean matchesFamily(String name, MatchBudget budget) {
    for (Condition condition : conditions) {
      if (condition.matcher().isOnMetricName() && !condition.holds(name, budget)) {
        return false;
      }
    }
    return true;
  }

  /// The total number of instructions of its regular expressions.
  public int size() {
    return conditions.stream().mapToInt(Condition::size).sum();
  }

  /// The metric name of `name` or `__name__="name"`, or null.
  public @Nullable String familyName() {
    return conditions.stream()
        .filter(Condition::isFamilyName)
        .map(condition -> condition.matcher().value())
        .findFirst()
        .orElse(null);
  }

  /// All conditions in their order in the selector.
  public List<Matcher> matchers() {
    return conditions.stream().map(Condition::matcher).toList();
  }

  /// The selector in a form that can be parsed: `name{a="1",b!~"2"}`.
  @Override
  public String toString() {
    String name = familyName();
    String bare = name != null && Names.isLegacyMetricName(name) ? name : "";
    List<Condition> braced =
        conditions.stream()
            .filter(condition -> bare.isEmpty() || !condition.isFamilyName())
            .toList();
    if (braced.isEmpty() && !bare.isEmpty()) {
      return bare;
    }
    return braced.stream()
        .map(condition -> condition.matcher().toString())
        .collect(joining(",", bare + "{", "}"));
  }
}
