package io.sluice.rules;

import io.sluice.format.otlp.OtlpSettings;
import io.sluice.format.otlp.TranslationStrategy;
import io.sluice.yaml.YamlException;
import io.sluice.yaml.YamlMap;
import io.sluice.yaml.YamlScalar;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Parses the block `otlp` of a configuration file. The keys are those of Prometheus, except the
/// last two.
final class OtlpParser {
  private static final String PROMOTED = "promote_resource_attributes";
  private static final String PROMOTES_ALL = "promote_all_resource_attributes";
  private static final String IGNORED = "ignore_resource_attributes";

  private OtlpParser() {}

  static OtlpSettings parse(@Nullable YamlMap map) throws YamlException {
    if (map == null) {
      return OtlpSettings.USUAL;
    }
    Set<String> promoted = texts(map, PROMOTED);
    boolean promotesAll = bool(map, PROMOTES_ALL, false);
    Set<String> ignored = texts(map, IGNORED);
    if (promotesAll && !promoted.isEmpty()) {
      throw map.problem(PROMOTED, PROMOTES_ALL + " and " + PROMOTED + " exclude each other");
    }
    if (!promotesAll && !ignored.isEmpty()) {
      throw map.problem(IGNORED, IGNORED + " needs " + PROMOTES_ALL + ": true");
    }
    var settings =
        new OtlpSettings(
            strategy(map.scalar("translation_strategy")),
            promoted,
            promotesAll,
            ignored,
            bool(map, "keep_identifying_resource_attributes", false),
            bool(map, "promote_scope_metadata", false),
            bool(map, "target_info", true),
            bool(map, "deduplicate", true));
    map.finish();
    return settings;
  }

  private static TranslationStrategy strategy(@Nullable YamlScalar word) throws YamlException {
    if (word == null) {
      return OtlpSettings.USUAL.strategy();
    }
    for (TranslationStrategy strategy : TranslationStrategy.values()) {
      if (strategy.word().equals(word.text())) {
        return strategy;
      }
    }
    String known =
        Arrays.stream(TranslationStrategy.values())
            .map(TranslationStrategy::word)
            .collect(Collectors.joining(", "));
    throw word.problem("expected one of " + known + ", got " + word.shown());
  }

  private static boolean bool(YamlMap map, String key, boolean usual) throws YamlException {
    Boolean value = map.bool(key);
    return value == null ? usual : value;
  }

  private static Set<String> texts(YamlMap map, String key) throws YamlException {
    var texts = new LinkedHashSet<String>();
    for (YamlScalar text : map.scalars(key)) {
      texts.add(text.text());
    }
    return texts;
  }
}
