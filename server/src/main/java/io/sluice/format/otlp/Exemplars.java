package io.sluice.format.otlp;

import com.google.protobuf.ByteString;
import io.sluice.format.otlp.proto.Exemplar;
import io.sluice.format.otlp.proto.KeyValue;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Converts exemplars to the model.
final class Exemplars {
  /// The number of exemplars that client libraries keep for a native histogram.
  private static final int MAX_EXEMPLARS = 10;

  /// The limit of OpenMetrics for the labels of an exemplar together.
  private static final int MAX_CODE_POINTS = 128;

  private static final Comparator<Exemplar> BY_TIME =
      (a, b) -> Long.compareUnsigned(a.getTimeUnixNano(), b.getTimeUnixNano());

  private Exemplars() {}

  /// The latest exemplar, or null; among equal times the last.
  static Metric.@Nullable Exemplar latestOf(List<Exemplar> exemplars) {
    Exemplar latest = null;
    for (Exemplar exemplar : exemplars) {
      latest = later(latest, exemplar);
    }
    return latest == null ? null : exemplar(latest);
  }

  static Exemplar later(@Nullable Exemplar current, Exemplar next) {
    return current == null || BY_TIME.compare(next, current) >= 0 ? next : current;
  }

  /// The ten latest exemplars, oldest first.
  static List<Metric.Exemplar> tenLatest(List<Exemplar> exemplars) {
    if (exemplars.isEmpty()) {
      return List.of();
    }
    var sorted = new ArrayList<>(exemplars);
    sorted.sort(BY_TIME);
    return sorted.subList(Math.max(0, sorted.size() - MAX_EXEMPLARS), sorted.size()).stream()
        .map(Exemplars::exemplar)
        .toList();
  }

  static double value(Exemplar exemplar) {
    return exemplar.hasAsInt() ? exemplar.getAsInt() : exemplar.getAsDouble();
  }

  static Metric.Exemplar exemplar(Exemplar exemplar) {
    var labels = new LinkedHashMap<String, String>();
    putId(labels, "trace_id", exemplar.getTraceId());
    putId(labels, "span_id", exemplar.getSpanId());
    var all = new LinkedHashMap<>(labels);
    for (KeyValue attribute : exemplar.getFilteredAttributesList()) {
      if (Names.isUtf8Name(attribute.getKey()) && !attribute.getKey().startsWith("__")) {
        all.putIfAbsent(attribute.getKey(), AttributeText.of(attribute.getValue()));
      }
    }
    return new Metric.Exemplar(
        labels(codePoints(all) <= MAX_CODE_POINTS ? all : labels),
        value(exemplar),
        Times.timestamp(exemplar.getTimeUnixNano()));
  }

  private static void putId(Map<String, String> labels, String name, ByteString id) {
    for (int i = 0; i < id.size(); i++) {
      if (id.byteAt(i) != 0) {
        labels.put(name, HexFormat.of().formatHex(id.toByteArray()));
        return;
      }
    }
  }

  private static int codePoints(Map<String, String> labels) {
    int count = 0;
    for (var label : labels.entrySet()) {
      count += label.getKey().codePointCount(0, label.getKey().length());
      count += label.getValue().codePointCount(0, label.getValue().length());
    }
    return count;
  }

  private static Labels labels(Map<String, String> labels) {
    var pairs = new ArrayList<String>(2 * labels.size());
    labels.forEach(
        (name, value) -> {
          pairs.add(name);
          pairs.add(value);
        });
    return Labels.of(pairs.toArray(String[]::new));
  }
}
