package io.sluice.merge;

/// How the gauges of a group are aggregated.
public enum GaugeMode {
  /// The last pushed value.
  LAST,
  SUM,
  MIN,
  MAX,
  /// The mean of all pushed values.
  AVG
}
