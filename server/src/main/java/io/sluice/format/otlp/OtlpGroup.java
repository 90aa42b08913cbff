package io.sluice.format.otlp;

import io.sluice.model.GroupingKey;
import io.sluice.model.MetricFamily;
import java.util.List;
import java.util.Set;

/// The data of a request for one group.
///
/// @param requestedKey the key of the first of its resources, which rules match
/// @param families without the labels of the key
/// @param summed names of gauges that contain increments and are summed regardless of the
///   configured gauge mode
/// @param removedNames of families whose points all state that there is no value any more
/// @param points number of accepted points
/// @param rejected number of rejected points
public record OtlpGroup(
    GroupingKey requestedKey,
    boolean isAdding,
    List<MetricFamily> families,
    Set<String> summed,
    Set<String> removedNames,
    long points,
    OtlpRejections rejected) {
  public OtlpGroup {
    families = List.copyOf(families);
    summed = Set.copyOf(summed);
    removedNames = Set.copyOf(removedNames);
  }
}
