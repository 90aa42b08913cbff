package io.sluice.rules;

import io.sluice.model.Labels;
import io.sluice.model.Utf8;
import java.util.Map;
import java.util.TreeMap;

/// Labels by name while they are relabeled. A label with an empty value does not exist.
final class LabelsBuilder {
  private final Map<String, String> nameToValue = new TreeMap<>(Utf8.BYTE_ORDER);

  LabelsBuilder(Labels labels) {
    labels.forEach(nameToValue::putIfAbsent);
    nameToValue.values().removeIf(String::isEmpty);
  }

  String get(String name) {
    return nameToValue.getOrDefault(name, "");
  }

  void set(String name, String value) {
    if (value.isEmpty()) {
      nameToValue.remove(name);
    } else {
      nameToValue.put(name, value);
    }
  }

  void remove(String name) {
    nameToValue.remove(name);
  }

  /// A copy of the current labels, sorted by name.
  Labels build() {
    var pairs = new String[2 * nameToValue.size()];
    int length = 0;
    for (Map.Entry<String, String> label : nameToValue.entrySet()) {
      pairs[length++] = label.getKey();
      pairs[length++] = label.getValue();
    }
    return Labels.of(pairs);
  }
}
