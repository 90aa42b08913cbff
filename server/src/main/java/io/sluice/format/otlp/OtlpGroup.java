package io.sluice.format.otlp;

import io.sluice.model.GroupingKey;
import io.sluice.model.MetricFamily;
import java.util.List;
import java.util.Set;

/// What a request brings for one group.
///
/// @param asked the key that the first of its resources asks for, as rules match it
/// @param families with labels that are not completed by those of the key
/// @param summed names of gauges that add up whatever is said of gauges: these are increments
/// @param gone names of families of which only is said that there is nothing any more
/// @param points how many were taken
/// @param rejected how many of the group were not
public record OtlpGroup(
    GroupingKey asked,
    boolean isAdding,
    List<MetricFamily> families,
    Set<String> summed,
    Set<String> gone,
    long points,
    OtlpRejections rejected) {
  public OtlpGroup {
    families = List.copyOf(families);
    summed = Set.copyOf(summed);
    gone = Set.copyOf(gone);
  }
}
