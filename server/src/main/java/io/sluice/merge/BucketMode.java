package io.sluice.merge;

/// How classic histograms with different bounds add up.
public enum BucketMode {
  /// Only the bounds that both have are kept, which is exact.
  COMMON,
  /// All bounds are kept. For one that a histogram lacks, its next lower one stands in.
  UNION
}
