package io.sluice.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// All metrics of one name in a body or in a group.
///
/// @param name never empty, always valid UTF-8
/// @param help null when there was none; empty when an empty one was sent; always valid UTF-8
/// @param unit null when there was none (only protobuf has it)
/// @param metrics each of the kind that `type` says
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
