package io.sluice.model;

/// The type of a metric family. The name of a constant is also how messages and the JSON API show
/// it.
public enum MetricType {
  COUNTER,
  GAUGE,
  SUMMARY,
  UNTYPED,
  HISTOGRAM,
  GAUGE_HISTOGRAM
}
