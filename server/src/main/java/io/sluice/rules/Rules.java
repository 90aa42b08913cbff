package io.sluice.rules;

import io.sluice.format.otlp.OtlpSettings;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.selector.Matcher;
import io.sluice.yaml.YamlException;
import io.sluice.yaml.YamlMap;
import java.util.ArrayList;
import java.util.List;

/// The rules of a configuration. The first one that matches a grouping key applies to it.
public final class Rules {
  /// No rules.
  public static final Rules NONE = new Rules(List.of(), OtlpSettings.USUAL);

  private final List<Rule> rules;
  private final OtlpSettings otlp;

  Rules(List<Rule> rules, OtlpSettings otlp) {
    this.rules = List.copyOf(rules);
    this.otlp = otlp;
  }

  /// The settings for OpenTelemetry metrics.
  public OtlpSettings otlp() {
    return otlp;
  }

  /// Parses a configuration.
  public static Rules parse(YamlMap configuration) throws YamlException {
    return RuleParser.parse(configuration);
  }

  /// All rules in order.
  public List<Rule> all() {
    return rules;
  }

  /// The policy for pushes to a grouping key as in the URL.
  public PushPolicy policyFor(GroupingKey key) {
    for (Rule rule : rules) {
      if (rule.matches(key.labels())) {
        return rule.policy();
      }
    }
    return PushPolicy.NONE;
  }

  /// The rule that applies to a grouping key, and the reasons why those before it do not.
  public Explanation explain(GroupingKey key) {
    Labels labels = key.labels();
    var passedOver = new ArrayList<Explanation.PassedOver>();
    for (Rule rule : rules) {
      Matcher failing = rule.failing(labels);
      if (failing == null) {
        return new Explanation(passedOver, rule);
      }
      String value = labels.get(failing.name());
      passedOver.add(new Explanation.PassedOver(rule, failing, value == null ? "" : value));
    }
    return new Explanation(passedOver, null);
  }
}
