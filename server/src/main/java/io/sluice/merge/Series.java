package io.sluice.merge;

import io.sluice.model.Metric;

/// A series as it is held: what it shows, what is remembered beside it, and when it was pushed
/// last.
///
/// @param seenNanos [#NEVER_SEEN] when it is unknown
record Series(Metric metric, AggregationState remembered, long seenNanos) {
  static final long NEVER_SEEN = Long.MIN_VALUE;

  Series(Metric metric) {
    this(metric, AggregationState.Nothing.NOTHING, NEVER_SEEN);
  }

  Series seen(long nanos) {
    return new Series(metric, remembered, nanos);
  }
}
