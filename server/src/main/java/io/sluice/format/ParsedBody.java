package io.sluice.format;

import io.sluice.model.MetricFamily;
import java.util.List;

/// What a pushed body held.
///
/// @param families in the order of their first appearance, each name once
/// @param hasTimestamps whether any metric came with a timestamp, which no push may have
public record ParsedBody(List<MetricFamily> families, boolean hasTimestamps) {
  public ParsedBody {
    families = List.copyOf(families);
  }
}
