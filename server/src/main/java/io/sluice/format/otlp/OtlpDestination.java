package io.sluice.format.otlp;

import io.sluice.model.GroupingKey;
import io.sluice.model.Metric;
import io.sluice.model.MetricType;
import org.jspecify.annotations.Nullable;

/// The group for the points of a resource.
public interface OtlpDestination {
  /// The key of the group, which may have fewer labels than that of the resource.
  GroupingKey key();

  /// Whether pushes to it are aggregated.
  boolean isAdding();

  /// Whether the gateway sets the family of this name.
  boolean isReserved(String family);

  /// The reason why a series cannot be pushed to the group, independent of the state; or null.
  @Nullable String problem(String family, MetricType type, Metric metric);
}
