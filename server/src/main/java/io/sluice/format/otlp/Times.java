package io.sluice.format.otlp;

import io.sluice.model.Metric;
import org.jspecify.annotations.Nullable;

/// Converts points in time, which are unsigned nanoseconds since 1970 in OTLP.
final class Times {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long MILLIS_PER_SECOND = 1000;

  private Times() {}

  /// The time truncated to milliseconds; null for 0, which means none.
  static Metric.@Nullable Timestamp timestamp(long unixNanos) {
    if (unixNanos == 0) {
      return null;
    }
    long millis = Long.divideUnsigned(unixNanos, NANOS_PER_MILLI);
    return new Metric.Timestamp(
        millis / MILLIS_PER_SECOND, (int) (millis % MILLIS_PER_SECOND * NANOS_PER_MILLI));
  }
}
