package io.sluice.format.otlp;

import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Builds a family. If pushes replace, the latest point of each series is kept; if pushes are
/// aggregated, all points are kept, in the order of their times.
final class FamilyBuilder {
  /// @param metric null if there is no value any more
  private record Timed(long unixNanos, @Nullable Metric metric) {}

  private static final Comparator<Timed> BY_TIME =
      (a, b) -> Long.compareUnsigned(a.unixNanos, b.unixNanos);

  private final String name;
  private final MetricType type;
  private final boolean isSummed;
  private final boolean isAdding;
  private @Nullable String help;
  private @Nullable String unit;
  private final List<Timed> points = new ArrayList<>();
  private final Map<Labels, Integer> labelsToIndex = new HashMap<>();

  FamilyBuilder(String name, MetricType type, boolean isSummed, boolean isAdding) {
    this.name = name;
    this.type = type;
    this.isSummed = isSummed;
    this.isAdding = isAdding;
  }

  MetricType type() {
    return type;
  }

  boolean isSummed() {
    return isSummed;
  }

  /// The first non-empty help and unit are used.
  void describe(String newHelp, String newUnit) {
    help = help == null && !newHelp.isEmpty() ? newHelp : help;
    unit = unit == null && !newUnit.isEmpty() ? newUnit : unit;
  }

  /// @param metric null if there is no value any more, which is only relevant if pushes replace
  void add(Labels labels, long unixNanos, @Nullable Metric metric) {
    var timed = new Timed(unixNanos, metric);
    if (isAdding) {
      points.add(timed);
      return;
    }
    Integer index = labelsToIndex.putIfAbsent(labels, points.size());
    if (index == null) {
      points.add(timed);
    } else if (BY_TIME.compare(timed, points.get(index)) >= 0) {
      points.set(index, timed);
    }
  }

  /// The family, without metrics if all series are gone.
  MetricFamily build() {
    if (isAdding && type == MetricType.GAUGE) {
      points.sort(BY_TIME); // the last one may be the relevant one
    }
    var metrics = new ArrayList<Metric>(points.size());
    for (Timed point : points) {
      if (point.metric != null) {
        metrics.add(point.metric);
      }
    }
    return new MetricFamily(name, help, type, unit, metrics);
  }
}
