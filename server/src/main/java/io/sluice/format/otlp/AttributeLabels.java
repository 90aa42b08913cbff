package io.sluice.format.otlp;

import io.sluice.format.otlp.RejectedPoint.Reason;
import io.sluice.format.otlp.proto.InstrumentationScope;
import io.sluice.format.otlp.proto.KeyValue;
import io.sluice.format.otlp.proto.ScopeMetrics;
import io.sluice.model.Labels;
import io.sluice.model.Names;
import io.sluice.model.Utf8;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Converts attributes to labels: those of a point, those that are promoted from its resource, and
/// those of its scope.
final class AttributeLabels {
  private static final String METRIC_NAME = "__name__";
  private static final String SCOPE_PREFIX = "otel_scope_";

  private static final Comparator<KeyValue> BY_KEY =
      Comparator.comparing(KeyValue::getKey, Utf8.BYTE_ORDER);

  private final OtlpSettings settings;

  AttributeLabels(OtlpSettings settings) {
    this.settings = settings;
  }

  /// The labels of a point.
  ///
  /// @param promoted the result of [#promoted]
  /// @param scope the result of [#scope]
  Labels of(List<KeyValue> attributes, Map<String, String> promoted, Map<String, String> scope)
      throws RejectedPoint {
    if (promoted.isEmpty() && scope.isEmpty() && attributes.size() <= 1) {
      return attributes.isEmpty() ? Labels.EMPTY : single(attributes.getFirst());
    }
    Map<String, String> labels = joined(attributes);
    promoted.forEach(labels::putIfAbsent);
    labels.putAll(scope);
    return labels(labels);
  }

  /// The labels for all series of a resource.
  Map<String, String> promoted(List<KeyValue> resource) throws RejectedPoint {
    List<KeyValue> chosen =
        resource.stream().filter(attribute -> settings.promotes(attribute.getKey())).toList();
    return chosen.isEmpty() ? Map.of() : joined(chosen);
  }

  /// The labels for all series of a scope.
  Map<String, String> scope(ScopeMetrics metrics) throws RejectedPoint {
    InstrumentationScope scope = metrics.getScope();
    if (!settings.promotesScope() || scope.getName().isEmpty()) {
      return Map.of();
    }
    var labels = new TreeMap<String, String>(Utf8.BYTE_ORDER);
    labels.put(SCOPE_PREFIX + "name", scope.getName());
    labels.put(SCOPE_PREFIX + "version", scope.getVersion());
    labels.put(SCOPE_PREFIX + "schema_url", metrics.getSchemaUrl());
    for (KeyValue attribute : scope.getAttributesList()) {
      labels.put(name(SCOPE_PREFIX + attribute.getKey()), AttributeText.of(attribute.getValue()));
    }
    return labels;
  }

  /// The labels of `target_info`, without attributes that cannot be labels.
  Labels targetInfo(List<KeyValue> resource) {
    var usable = new ArrayList<KeyValue>(resource.size());
    for (KeyValue attribute : resource) {
      if (isUsable(attribute.getKey())) {
        usable.add(attribute);
      }
    }
    try {
      return labels(joined(usable));
    } catch (RejectedPoint e) {
      throw new IllegalStateException("attributes were already checked", e);
    }
  }

  private boolean isUsable(String key) {
    try {
      name(key);
      return true;
    } catch (RejectedPoint _) {
      return false;
    }
  }

  private Labels single(KeyValue attribute) throws RejectedPoint {
    String value = AttributeText.of(attribute.getValue());
    if (attribute.getKey().equals(METRIC_NAME)) {
      return Labels.EMPTY;
    }
    String name = name(attribute.getKey());
    return value.isEmpty() ? Labels.EMPTY : Labels.of(name, value);
  }

  /// Label names to values. If several attributes have the same label name, their values are joined
  /// in the order of the attributes' names.
  private Map<String, String> joined(List<KeyValue> attributes) throws RejectedPoint {
    List<KeyValue> sorted = attributes;
    if (attributes.size() > 1) {
      sorted = new ArrayList<>(attributes);
      sorted.sort(BY_KEY);
    }
    var labels = new TreeMap<String, String>(Utf8.BYTE_ORDER);
    for (KeyValue attribute : sorted) {
      if (!attribute.getKey().equals(METRIC_NAME)) {
        String text = AttributeText.of(attribute.getValue());
        labels.merge(name(attribute.getKey()), text, (first, next) -> first + ";" + next);
      }
    }
    return labels;
  }

  private static Labels labels(Map<String, String> labels) {
    var pairs = new ArrayList<String>(2 * labels.size());
    labels.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            pairs.add(name);
            pairs.add(value);
          }
        });
    return Labels.of(pairs.toArray(String[]::new));
  }

  private String name(String attribute) throws RejectedPoint {
    String name = settings.strategy().escapes() ? escaped(attribute) : attribute;
    if (name.startsWith("__") || MetricName.isUnderscoresOnly(name) || !Names.isUtf8Name(name)) {
      throw new RejectedPoint(
          Reason.ATTRIBUTE, "the attribute \"%s\" cannot be a label".formatted(attribute));
    }
    return name;
  }

  private static String escaped(String attribute) {
    if (Names.isLegacyLabelName(attribute) && attribute.charAt(0) != '_') {
      return attribute;
    }
    var name = new StringBuilder(attribute.length() + 4);
    attribute
        .codePoints()
        .forEach(c -> name.append(c != ':' && MetricName.isAllowed(c) ? (char) c : '_'));
    if (name.isEmpty()) {
      return "";
    }
    char first = name.charAt(0);
    if (first >= '0' && first <= '9') {
      name.insert(0, "key_");
    } else if (first == '_' && !(name.length() > 1 && name.charAt(1) == '_')) {
      name.insert(0, "key");
    }
    return name.toString();
  }
}
