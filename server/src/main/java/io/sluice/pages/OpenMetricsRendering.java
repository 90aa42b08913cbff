package io.sluice.pages;

import io.sluice.format.openmetrics.OpenMetricsLook;
import io.sluice.format.openmetrics.OpenMetricsShape;
import io.sluice.format.openmetrics.OpenMetricsWriter;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.model.Metric;

/// How a scrape in OpenMetrics shows the samples of a family.
public record OpenMetricsRendering(OpenMetricsLook look) implements Rendering {
  /// Appends the samples of the family that the cursor is at.
  void write(ByteArrayBuilder out, FamilyCursor cursor) {
    if (cursor.head().isStoredAs(look.escaping()) && isOneValue()) {
      // Most series are such: no objects are made of them.
      OpenMetricsWriter.textSamples(
          out, cursor.bytes(), cursor.offset(), cursor.offset() + cursor.length());
      return;
    }
    for (Metric metric : cursor.family().metrics()) {
      OpenMetricsWriter.samples(out, look, metric);
    }
  }

  /// Whether pages keep their lines deflated: not where they show a family in several ways.
  boolean isKept() {
    return switch (look.shape()) {
      case COUNTER, GAUGE, UNKNOWN, SUMMARY, HISTOGRAM, GAUGE_HISTOGRAM -> true;
      case BUCKETS, SUMS, COUNTS -> false;
    };
  }

  private boolean isOneValue() {
    OpenMetricsShape shape = look.shape();
    return shape == OpenMetricsShape.COUNTER
        || shape == OpenMetricsShape.GAUGE
        || shape == OpenMetricsShape.UNKNOWN;
  }
}
