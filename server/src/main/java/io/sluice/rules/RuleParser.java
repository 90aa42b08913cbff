package io.sluice.rules;

import io.sluice.format.otlp.OtlpSettings;
import io.sluice.merge.BucketMode;
import io.sluice.merge.GaugeMode;
import io.sluice.selector.Matcher;
import io.sluice.selector.Selector;
import io.sluice.selector.SelectorException;
import io.sluice.yaml.YamlException;
import io.sluice.yaml.YamlMap;
import io.sluice.yaml.YamlScalar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Parses the rules of a configuration file.
final class RuleParser {
  /// Limited because each push checks the rules one by one.
  private static final int MAX_RULES = 1000;

  private RuleParser() {}

  static Rules parse(YamlMap configuration) throws YamlException {
    List<YamlMap> maps = configuration.maps("rules");
    OtlpSettings otlp = OtlpParser.parse(configuration.map("otlp"));
    configuration.finish();
    if (maps.size() > MAX_RULES) {
      throw maps.get(MAX_RULES).problem("more than " + MAX_RULES + " rules");
    }
    var rules = new ArrayList<Rule>();
    for (YamlMap map : maps) {
      if (!rules.isEmpty() && rules.getLast().match() == null) {
        throw map.problem(
            "this rule is never reached: the rule in line %d matches all groups"
                .formatted(rules.getLast().line()));
      }
      rules.add(new Rule(rules.size(), map.line(), match(map), policy(map)));
      map.finish();
    }
    return new Rules(rules, otlp);
  }

  private static @Nullable Selector match(YamlMap map) throws YamlException {
    YamlScalar text = map.scalar("match");
    if (text == null) {
      return null;
    }
    try {
      Selector selector = Selector.parse(text.text());
      boolean hasName =
          selector.matchers().stream().anyMatch(m -> m.name().equals(Matcher.METRIC_NAME));
      if (hasName) {
        throw text.problem("a rule matches grouping keys, which have no metric name");
      }
      return selector.matchers().isEmpty() ? null : selector;
    } catch (SelectorException e) {
      throw text.problem("bad selector " + text.shown() + " " + e.getMessage());
    }
  }

  private static PushPolicy policy(YamlMap map) throws YamlException {
    Boolean aggregate = map.bool("aggregate");
    MergeUnit merge = oneOf(map.scalar("merge"), MergeUnit.values());
    if (Boolean.TRUE.equals(aggregate) && merge != null) {
      throw map.problem("merge", "aggregated pushes do not replace: remove aggregate or merge");
    }
    return new PushPolicy(
        aggregate,
        merge,
        oneOf(map.scalar("gauges"), GaugeMode.values()),
        oneOf(map.scalar("buckets"), BucketMode.values()),
        modeLabel(map),
        dropLabels(map),
        RelabelParser.parse(map.maps("relabel")),
        duration(map.scalar("ttl")),
        duration(map.scalar("series_ttl")),
        duration(map.scalar("expect_within")),
        limits(map.map("limits")));
  }

  private static <E extends Enum<E>> @Nullable E oneOf(@Nullable YamlScalar word, E[] values)
      throws YamlException {
    if (word == null) {
      return null;
    }
    for (E value : values) {
      if (word(value).equals(word.text())) {
        return value;
      }
    }
    String known = Arrays.stream(values).map(RuleParser::word).collect(Collectors.joining(", "));
    throw word.problem("expected one of " + known + ", got " + word.shown());
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable String modeLabel(YamlMap map) throws YamlException {
    YamlScalar name = map.scalar("mode_label");
    return name == null ? null : LabelName.dispensable(name);
  }

  private static Set<String> dropLabels(YamlMap map) throws YamlException {
    var names = new LinkedHashSet<String>();
    for (YamlScalar name : map.scalars("drop_labels")) {
      names.add(LabelName.dispensable(name));
    }
    return names;
  }

  private static @Nullable Duration duration(@Nullable YamlScalar text) throws YamlException {
    if (text == null) {
      return null;
    }
    Duration duration = PrometheusDuration.parse(text.text());
    if (duration == null) {
      throw text.problem("expected a duration such as 1d or 1h30m, got " + text.shown());
    }
    return duration;
  }

  private static RuleLimits limits(@Nullable YamlMap map) throws YamlException {
    if (map == null) {
      return RuleLimits.NONE;
    }
    var limits =
        new RuleLimits(
            limit(map, "series_per_push"),
            limit(map, "series_per_group"),
            limit(map, "body_bytes"));
    map.finish();
    return limits;
  }

  private static long limit(YamlMap map, String key) throws YamlException {
    Long limit = map.integer(key);
    if (limit != null && limit < 1) {
      throw map.problem(key, "expected a number from 1 on, got " + limit);
    }
    return limit == null ? RuleLimits.UNLIMITED : limit;
  }
}
