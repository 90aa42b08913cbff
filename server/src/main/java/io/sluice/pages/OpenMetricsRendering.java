package io.sluice.pages;

import io.sluice.format.openmetrics.OpenMetricsShape;
import io.sluice.format.openmetrics.OpenMetricsStyle;
import io.sluice.format.openmetrics.OpenMetricsWriter;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.model.Metric;

/// How the samples of a family are rendered in OpenMetrics.
public record OpenMetricsRendering(OpenMetricsStyle style) implements Rendering {
  /// Appends the samples of the cursor's current family.
  void write(ByteArrayBuilder out, FamilyCursor cursor) {
    if (cursor.head().isStoredAs(style.escaping()) && isOneValue()) {
      // The most common case, which needs no objects.
      OpenMetricsWriter.textSamples(
          out, cursor.bytes(), cursor.offset(), cursor.offset() + cursor.length());
      return;
    }
    for (Metric metric : cursor.family().metrics()) {
      OpenMetricsWriter.samples(out, style, metric);
    }
  }

  /// Whether pages keep the compressed lines; not if the rendering consists of several parts.
  boolean isKept() {
    return switch (style.shape()) {
      case COUNTER, GAUGE, UNKNOWN, SUMMARY, HISTOGRAM, GAUGE_HISTOGRAM -> true;
      case BUCKETS, SUMS, COUNTS -> false;
    };
  }

  private boolean isOneValue() {
    OpenMetricsShape shape = style.shape();
    return shape == OpenMetricsShape.COUNTER
        || shape == OpenMetricsShape.GAUGE
        || shape == OpenMetricsShape.UNKNOWN;
  }
}
