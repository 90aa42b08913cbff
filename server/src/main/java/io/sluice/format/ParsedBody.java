package io.sluice.format;

import io.sluice.model.Metric;
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

  /// How many lines the text format would need for the samples, or slightly less.
  public long lineCount() {
    long count = 0;
    for (MetricFamily family : families) {
      for (Metric metric : family.metrics()) {
        count += lineCount(metric);
      }
    }
    return count;
  }

  private static int lineCount(Metric metric) {
    return switch (metric) {
      case Metric.Summary summary -> 2 + summary.quantiles().size();
      case Metric.Histogram histogram -> 2 + histogram.buckets().size();
      case Metric.Counter _, Metric.Gauge _, Metric.Untyped _, Metric.Valueless _ -> 1;
    };
  }
}
