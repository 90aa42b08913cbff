package io.sluice.merge;

/// How the gauges of a group add up.
public enum GaugeMode {
  /// The gauge pushed last counts.
  LAST,
  SUM,
  MIN,
  MAX,
  /// The mean of all that was pushed.
  AVG
}
