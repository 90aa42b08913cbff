package io.sluice.telemetry;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Collects the metrics of another registry at most once per period, because collecting them is
/// expensive: three safepoints for the metrics of threads, and several files of `/proc`. In between
/// it returns the previous values. Thread-safe.
final class CachedCollector implements MultiCollector {
  private final PrometheusRegistry source;
  private final long periodNanos;
  private final LongSupplier clock;

  private long collectedNanos;
  private @Nullable MetricSnapshots collected;

  /// @param clock a monotonic clock in nanoseconds
  CachedCollector(PrometheusRegistry source, Duration period, LongSupplier clock) {
    this.source = source;
    this.periodNanos = period.toNanos();
    this.clock = clock;
  }

  @Override
  public synchronized MetricSnapshots collect() {
    long now = clock.getAsLong();
    MetricSnapshots snapshots = collected;
    if (snapshots == null || now - collectedNanos >= periodNanos) {
      snapshots = source.scrape();
      collected = snapshots;
      collectedNanos = now;
    }
    return snapshots;
  }
}
