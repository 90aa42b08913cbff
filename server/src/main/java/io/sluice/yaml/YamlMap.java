package io.sluice.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/// A map of a configuration, which remembers the keys that were requested.
///
/// Request every allowed key, then call [#finish], which refuses all others. A key without a value
/// (`key:`) counts as missing. Duplicate keys are refused when the map is created.
public final class YamlMap {
  private record Entry(YamlScalar key, Node value) {}

  private final SourcePosition place;
  private final Map<String, Entry> entries;
  private final Set<String> expectedKeys = new TreeSet<>();

  private YamlMap(SourcePosition place, Map<String, Entry> entries) {
    this.place = place;
    this.entries = entries;
  }

  static YamlMap empty() {
    return new YamlMap(SourcePosition.START, Map.of());
  }

  static YamlMap of(Node node) throws YamlException {
    var entries = new LinkedHashMap<String, Entry>();
    for (NodeTuple tuple : Nodes.map(node).getValue()) {
      YamlScalar key = Nodes.scalar(tuple.getKeyNode());
      if (entries.putIfAbsent(key.text(), new Entry(key, tuple.getValueNode())) != null) {
        throw key.problem("key " + key.shown() + " occurs twice");
      }
    }
    return new YamlMap(Nodes.place(node), entries);
  }

  /// All keys, in the order of the file: for maps whose keys are data.
  public Set<String> keys() {
    return entries.keySet();
  }

  /// Whether there is a value.
  public boolean has(String key) {
    return value(key) != null;
  }

  /// The single value called `key`, or null.
  public @Nullable YamlScalar scalar(String key) throws YamlException {
    Node value = value(key);
    return value == null ? null : Nodes.scalar(value);
  }

  /// The text called `key`, or null.
  public @Nullable String string(String key) throws YamlException {
    YamlScalar scalar = scalar(key);
    return scalar == null ? null : scalar.text();
  }

  /// The boolean called `key`, or null.
  public @Nullable Boolean bool(String key) throws YamlException {
    YamlScalar scalar = scalar(key);
    return scalar == null ? null : (Boolean) scalar.bool();
  }

  /// The whole number called `key`, or null.
  public @Nullable Long integer(String key) throws YamlException {
    YamlScalar scalar = scalar(key);
    return scalar == null ? null : (Long) scalar.integer();
  }

  /// The map called `key`, or null.
  public @Nullable YamlMap map(String key) throws YamlException {
    Node value = value(key);
    return value == null ? null : of(value);
  }

  /// The list of single values called `key`; empty if there is none.
  public List<YamlScalar> scalars(String key) throws YamlException {
    var scalars = new ArrayList<YamlScalar>();
    for (Node element : list(key)) {
      scalars.add(Nodes.scalar(element));
    }
    return scalars;
  }

  /// The list of maps called `key`; empty if there is none.
  public List<YamlMap> maps(String key) throws YamlException {
    var maps = new ArrayList<YamlMap>();
    for (Node element : list(key)) {
      maps.add(of(element));
    }
    return maps;
  }

  /// Refuses keys that were never requested.
  public void finish() throws YamlException {
    for (Entry entry : entries.values()) {
      YamlScalar key = entry.key;
      if (!expectedKeys.contains(key.text())) {
        throw key.problem(
            "unknown key " + key.shown() + ", expected one of " + String.join(", ", expectedKeys));
      }
    }
  }

  /// An error for the value called `key`, or for the map if there is no such value. The caller
  /// throws it.
  public YamlException problem(String key, String problem) {
    Entry entry = entries.get(key);
    return entry == null ? problem(problem) : Nodes.place(entry.value).problem(problem);
  }

  /// An error for the map as a whole. The caller throws it.
  public YamlException problem(String problem) {
    return place.problem(problem);
  }

  /// The line where the map begins, counted from 1.
  public int line() {
    return place.line();
  }

  /// The column where the map begins, counted from 1.
  public int column() {
    return place.column();
  }

  private List<Node> list(String key) throws YamlException {
    Node value = value(key);
    return value == null ? List.of() : Nodes.list(value);
  }

  private @Nullable Node value(String key) {
    expectedKeys.add(key);
    Entry entry = entries.get(key);
    return entry == null || Nodes.isNull(entry.value) ? null : entry.value;
  }
}
