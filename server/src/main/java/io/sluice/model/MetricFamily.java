package io.sluice.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// All metrics with the same name in a body or in a group.
///
/// @param name never empty, always valid UTF-8
/// @param help null if none was sent, empty if an empty one was sent; always valid UTF-8
/// @param unit null if none was sent; the text format has no units
/// @param metrics each of the class that corresponds to `type`
public record MetricFamily(
    String name,
    @Nullable String help,
    MetricType type,
    @Nullable String unit,
    List<Metric> metrics) {
  public MetricFamily {
    metrics = List.copyOf(metrics);
  }
}
