package io.sluice.rules;

import io.sluice.model.Names;
import io.sluice.selector.AnchoredRegex;
import io.sluice.selector.RegexException;
import io.sluice.yaml.YamlException;
import io.sluice.yaml.YamlMap;
import io.sluice.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Parses `relabel_configs` with the keys, defaults and checks of Prometheus.
final class RelabelParser {
  private static final String DEFAULT_SEPARATOR = ";";
  private static final String DEFAULT_REPLACEMENT = "$1";

  private static final Set<RelabelStep.Action> WITH_TARGET =
      EnumSet.of(
          RelabelStep.Action.REPLACE,
          RelabelStep.Action.HASHMOD,
          RelabelStep.Action.LOWERCASE,
          RelabelStep.Action.UPPERCASE,
          RelabelStep.Action.KEEPEQUAL,
          RelabelStep.Action.DROPEQUAL);
  private static final Set<RelabelStep.Action> ON_NAMES =
      EnumSet.of(RelabelStep.Action.LABELDROP, RelabelStep.Action.LABELKEEP);
  private static final Set<RelabelStep.Action> ON_EQUALITY =
      EnumSet.of(RelabelStep.Action.KEEPEQUAL, RelabelStep.Action.DROPEQUAL);
  private static final Set<RelabelStep.Action> WITHOUT_REPLACEMENT =
      EnumSet.of(RelabelStep.Action.LOWERCASE, RelabelStep.Action.UPPERCASE);

  private RelabelParser() {}

  static Relabeling parse(List<YamlMap> steps) throws YamlException {
    var parsed = new ArrayList<RelabelStep>();
    for (YamlMap step : steps) {
      parsed.add(step(step));
    }
    return parsed.isEmpty() ? Relabeling.NONE : new Relabeling(parsed);
  }

  private static RelabelStep step(YamlMap map) throws YamlException {
    RelabelStep.Action action = action(map);
    checkKeys(map, action);
    var step =
        new RelabelStep(
            action,
            sourceLabels(map),
            orElse(map.string("separator"), DEFAULT_SEPARATOR),
            regex(map),
            modulus(map, action),
            targetLabel(map, action),
            replacement(map, action));
    map.finish();
    return step;
  }

  private static RelabelStep.Action action(YamlMap map) throws YamlException {
    YamlScalar word = map.scalar("action");
    if (word == null) {
      return RelabelStep.Action.REPLACE;
    }
    RelabelStep.Action action = RelabelStep.Action.named(word.text().toLowerCase(Locale.ROOT));
    if (action == null) {
      String known =
          Arrays.stream(RelabelStep.Action.values())
              .map(RelabelStep.Action::word)
              .collect(Collectors.joining(", "));
      throw word.problem("unknown action " + word.shown() + ", expected one of " + known);
    }
    return action;
  }

  /// Refuses keys that the action does not use, in the same cases as Prometheus.
  private static void checkKeys(YamlMap map, RelabelStep.Action action) throws YamlException {
    if (ON_NAMES.contains(action)) {
      refuse(map, action, "source_labels", "separator", "modulus", "target_label", "replacement");
    } else if (ON_EQUALITY.contains(action)) {
      refuse(map, action, "separator", "modulus", "regex", "replacement");
    } else if (WITHOUT_REPLACEMENT.contains(action)) {
      refuse(map, action, "replacement");
    }
  }

  private static void refuse(YamlMap map, RelabelStep.Action action, String... keys)
      throws YamlException {
    for (String key : keys) {
      if (map.has(key)) {
        throw map.problem(key, "action " + action.word() + " takes no " + key);
      }
    }
  }

  private static List<String> sourceLabels(YamlMap map) throws YamlException {
    var labels = new ArrayList<String>();
    for (YamlScalar label : map.scalars("source_labels")) {
      labels.add(LabelName.any(label));
    }
    return labels;
  }

  private static AnchoredRegex regex(YamlMap map) throws YamlException {
    String regex = orElse(map.string("regex"), RelabelStep.ANYTHING);
    try {
      return AnchoredRegex.parse(regex);
    } catch (RegexException e) {
      throw map.problem("regex", e.getMessage());
    }
  }

  private static long modulus(YamlMap map, RelabelStep.Action action) throws YamlException {
    Long modulus = map.integer("modulus");
    if (action == RelabelStep.Action.HASHMOD && (modulus == null || modulus <= 0)) {
      throw map.problem("modulus", "action hashmod needs a modulus greater than 0");
    }
    return modulus == null ? 0 : modulus;
  }

  private static String targetLabel(YamlMap map, RelabelStep.Action action) throws YamlException {
    YamlScalar target = map.scalar("target_label");
    if (target == null || target.text().isEmpty()) {
      if (WITH_TARGET.contains(action)) {
        throw map.problem("target_label", "action " + action.word() + " needs a target_label");
      }
      return "";
    }
    return LabelName.any(target);
  }

  private static String replacement(YamlMap map, RelabelStep.Action action) throws YamlException {
    String replacement = map.string("replacement");
    if (action == RelabelStep.Action.LABELMAP
        && replacement != null
        && !Names.UTF8.isLabelName(replacement)) {
      throw map.problem("replacement", "action labelmap needs a label name as replacement");
    }
    return orElse(replacement, DEFAULT_REPLACEMENT);
  }

  private static String orElse(@Nullable String text, String other) {
    return text == null ? other : text;
  }
}
