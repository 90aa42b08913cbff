package io.sluice.merge;

import io.sluice.model.Metric;

/// A stored series: its exposed metric, its aggregation state, and the time of its last push.
///
/// @param seenNanos [#NEVER_SEEN] if unknown
record Series(Metric metric, AggregationState state, long seenNanos) {
  static final long NEVER_SEEN = Long.MIN_VALUE;

  Series(Metric metric) {
    this(metric, AggregationState.Nothing.NOTHING, NEVER_SEEN);
  }

  Series seen(long nanos) {
    return new Series(metric, state, nanos);
  }
}
