package io.sluice.format;

import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import java.util.List;

/// The content of a pushed body.
///
/// @param families in the order of their first appearance, each name once
/// @param hasTimestamps whether any metric has a timestamp, which pushes must not have
public record ParsedBody(List<MetricFamily> families, boolean hasTimestamps) {
  public ParsedBody {
    families = List.copyOf(families);
  }

  /// The number of lines of the samples in the text format, or slightly less.
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
