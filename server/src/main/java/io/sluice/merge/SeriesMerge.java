package io.sluice.merge;

import io.sluice.model.Metric;
import io.sluice.model.Metric.Histogram;
import io.sluice.model.Metric.Summary;
import org.jspecify.annotations.Nullable;

/// Merges a series of any type.
final class SeriesMerge {
  private SeriesMerge() {}

  /// The series after a push, without the time of the push.
  ///
  /// @param stored null if there is none, else of the same class as `pushed`
  static Series merge(
      @Nullable Series stored,
      Metric pushed,
      SeriesMode mode,
      BucketMode buckets,
      long receivedNanos)
      throws NotAddableException {
    return switch (pushed) {
      case Metric.Counter _, Metric.Gauge _, Metric.Untyped _ ->
          NumberMerge.merge(stored, pushed, mode, receivedNanos);
      case Summary summary when adds(mode) -> {
        Distributions.requireAddable(summary);
        yield stored != null && stored.metric() instanceof Summary before
            ? new Series(Distributions.add(before, summary))
            : new Series(summary);
      }
      case Histogram histogram when adds(mode) -> {
        Distributions.requireAddable(histogram);
        yield stored != null && stored.metric() instanceof Histogram before
            ? new Series(Distributions.add(before, histogram, buckets))
            : new Series(histogram);
      }
      case Summary _, Histogram _ -> new Series(pushed);
      case Metric.Valueless _ -> throw new NotAddableException("a series has no value");
    };
  }

  private static boolean adds(SeriesMode mode) {
    return mode == SeriesMode.Plain.SUM;
  }
}
