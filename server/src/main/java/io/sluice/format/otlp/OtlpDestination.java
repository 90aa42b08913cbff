package io.sluice.format.otlp;

import io.sluice.model.GroupingKey;
import io.sluice.model.Metric;
import io.sluice.model.MetricType;
import org.jspecify.annotations.Nullable;

/// The group that points of a resource are pushed to.
public interface OtlpDestination {
  /// The key of the group, which may have fewer labels than the resource asks for.
  GroupingKey key();

  /// Whether pushes to it add up.
  boolean isAdding();

  /// Whether the gateway sets the family of this name.
  boolean isReserved(String family);

  /// Why a series cannot be pushed to the group, whatever is held; or null.
  @Nullable String problem(String family, MetricType type, Metric metric);
}
