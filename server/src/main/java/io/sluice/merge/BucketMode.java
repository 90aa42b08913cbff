package io.sluice.merge;

/// How classic histograms with different bounds are added.
public enum BucketMode {
  /// Only common bounds are kept, which is exact.
  COMMON,
  /// All bounds are kept. If a histogram does not have a bound, the count of its next lower bound
  /// is used.
  UNION
}
