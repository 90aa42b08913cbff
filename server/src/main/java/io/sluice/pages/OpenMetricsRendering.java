package io.sluice.pages;

import io.sluice.format.openmetrics.OpenMetricsLook;
import io.sluice.format.openmetrics.OpenMetricsShape;
import io.sluice.format.openmetrics.OpenMetricsWriter;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.model.Metric;

/// How the samples of a family are rendered in OpenMetrics.
public record OpenMetricsRendering(OpenMetricsLook look) implements Rendering {
  /// Appends the samples of the cursor's current family.
  void write(ByteArrayBuilder out, FamilyCursor cursor) {
    if (cursor.head().isStoredAs(look.escaping()) && isOneValue()) {
      // The most common case, which needs no objects.
      OpenMetricsWriter.textSamples(
          out, cursor.bytes(), cursor.offset(), cursor.offset() + cursor.length());
      return;
    }
    for (Metric metric : cursor.family().metrics()) {
      OpenMetricsWriter.samples(out, look, metric);
    }
  }

  /// Whether pages keep the compressed lines; not if the rendering consists of several parts.
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
