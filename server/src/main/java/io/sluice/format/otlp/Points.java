package io.sluice.format.otlp;

import io.sluice.format.otlp.proto.Metric;
import io.sluice.format.otlp.proto.ResourceMetrics;
import io.sluice.format.otlp.proto.ScopeMetrics;

/// Counts points.
final class Points {
  private Points() {}

  static long countIn(ResourceMetrics metrics) {
    long count = 0;
    for (ScopeMetrics scope : metrics.getScopeMetricsList()) {
      for (Metric metric : scope.getMetricsList()) {
        count += countIn(metric);
      }
    }
    return count;
  }

  static int countIn(Metric metric) {
    return switch (metric.getDataCase()) {
      case GAUGE -> metric.getGauge().getDataPointsCount();
      case SUM -> metric.getSum().getDataPointsCount();
      case HISTOGRAM -> metric.getHistogram().getDataPointsCount();
      case EXPONENTIAL_HISTOGRAM -> metric.getExponentialHistogram().getDataPointsCount();
      case SUMMARY -> metric.getSummary().getDataPointsCount();
      case DATA_NOT_SET -> 0;
    };
  }
}
