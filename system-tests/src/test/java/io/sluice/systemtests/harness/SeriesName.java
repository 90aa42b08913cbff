package io.sluice.systemtests.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.StringJoiner;
import java.util.TreeMap;

/// Writes a series as in an exposition: labels by name, `le` and `quantile` last.
public final class SeriesName {
  private SeriesName() {}

  public static String of(String name, JsonNode labels) {
    return of(name, labels, "", "");
  }

  /// A series of a histogram or summary; `lastName` is `le` or `quantile`.
  public static String of(String name, JsonNode labels, String lastName, String lastValue) {
    StringJoiner pairs = new StringJoiner(",", "{", "}").setEmptyValue("");
    TreeMap<String, JsonNode> sorted = new TreeMap<>();
    labels.properties().forEach(label -> sorted.put(label.getKey(), label.getValue()));
    sorted.forEach((label, value) -> pairs.add(pair(label, value.textValue())));
    if (!lastName.isEmpty()) {
      pairs.add(pair(lastName, lastValue));
    }
    return name + pairs;
  }

  private static String pair(String label, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"");
    return label + "=\"" + escaped + '"';
  }
}
