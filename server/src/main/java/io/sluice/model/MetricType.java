package io.sluice.model;

/// The type of a metric family. Messages and the JSON API use the names of the constants.
public enum MetricType {
  COUNTER,
  GAUGE,
  SUMMARY,
  UNTYPED,
  HISTOGRAM,
  GAUGE_HISTOGRAM
}
