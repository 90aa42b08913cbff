package io.sluice.selector;

import static java.util.stream.Collectors.joining;

import io.sluice.model.Labels;
import io.sluice.model.Names;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What Prometheus calls an instant vector selector: `name`, `{job=~"a.*",x!="y"}` or both.
///
/// Conditions on labels and those on the metric's name are asked for apart, because a group has
/// labels and no name, and a family has a name.
public final class Selector {
  private final List<Condition> conditions;

  /// The selector of these conditions, which must hold all together.
  Selector(List<Condition> conditions) {
    this.conditions = List.copyOf(conditions);
  }

  /// Reads a selector.
  public static Selector parse(String text) throws SelectorException {
    return new SelectorParser(text).parse();
  }

  /// Whether all conditions on labels hold. A label that is missing has the empty value.
  public boolean matches(Labels labels) {
    return failing(labels) == null;
  }

  /// Whether all conditions on labels hold, if `budget` suffices to find out.
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

  /// Whether all conditions on the metric's name hold, if `budget` suffices to find out.
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

  /// How many instructions all its regular expressions have together.
  public int size() {
    return conditions.stream().mapToInt(Condition::size).sum();
  }

  /// The one metric name that is asked for, as `name` or `__name__="name"`, or null.
  public @Nullable String familyName() {
    return conditions.stream()
        .filter(Condition::isFamilyName)
        .map(condition -> condition.matcher().value())
        .findFirst()
        .orElse(null);
  }

  /// All conditions in the order in which they were written.
  public List<Matcher> matchers() {
    return conditions.stream().map(Condition::matcher).toList();
  }

  /// The selector as it can be read back: `name{a="1",b!~"2"}`.
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
