package io.sluice.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One metric of a family: its labels and values.
///
/// The field names are those of `io.prometheus.client` (metrics.proto). A number that was not sent
/// is null, and is exposed as 0. Counts are unsigned 64-bit integers.
public sealed interface Metric {
  Labels labels();

  /// The same measurement under other labels.
  Metric withLabels(Labels labels);

  record Counter(
      Labels labels, double value, @Nullable Exemplar exemplar, @Nullable Timestamp created)
      implements Metric {
    @Override
    public Counter withLabels(Labels labels) {
      return new Counter(labels, value, exemplar, created);
    }
  }

  record Gauge(Labels labels, double value) implements Metric {
    @Override
    public Gauge withLabels(Labels labels) {
      return new Gauge(labels, value);
    }
  }

  /// A sample of unknown type.
  record Untyped(Labels labels, double value) implements Metric {
    @Override
    public Untyped withLabels(Labels labels) {
      return new Untyped(labels, value);
    }
  }

  /// A summary with its quantiles.
  ///
  /// @param quantiles in the order sent
  record Summary(
      Labels labels,
      @Nullable Long sampleCount,
      @Nullable Double sampleSum,
      List<Quantile> quantiles,
      @Nullable Timestamp created)
      implements Metric {
    public Summary {
      quantiles = List.copyOf(quantiles);
    }

    @Override
    public Summary withLabels(Labels labels) {
      return new Summary(labels, sampleCount, sampleSum, quantiles, created);
    }
  }

  /// A histogram, or a gauge histogram if the family has that type; classic, native or both.
  ///
  /// @param sampleCountFloat used instead of `sampleCount` where it is greater than 0
  /// @param buckets in the order sent, cumulative
  /// @param nativePart null if no field of a native histogram was sent
  record Histogram(
      Labels labels,
      @Nullable Long sampleCount,
      @Nullable Double sampleCountFloat,
      @Nullable Double sampleSum,
      List<Bucket> buckets,
      @Nullable Timestamp created,
      @Nullable NativePart nativePart)
      implements Metric {
    public Histogram {
      buckets = List.copyOf(buckets);
    }

    @Override
    public Histogram withLabels(Labels labels) {
      return new Histogram(
          labels, sampleCount, sampleCountFloat, sampleSum, buckets, created, nativePart);
    }
  }

  /// A metric without the value that its family's type requires. Only a protobuf body can contain
  /// one, and the consistency check refuses it.
  record Valueless(Labels labels) implements Metric {
    @Override
    public Valueless withLabels(Labels labels) {
      return new Valueless(labels);
    }
  }

  record Quantile(double quantile, double value) {}

  /// A bucket of a classic histogram.
  ///
  /// @param cumulativeCountFloat used instead of `cumulativeCount` where it is greater than 0
  record Bucket(
      @Nullable Long cumulativeCount,
      @Nullable Double cumulativeCountFloat,
      double upperBound,
      @Nullable Exemplar exemplar) {}

  /// The native buckets of a histogram: integer ones as deltas, float ones as counts.
  record NativePart(
      @Nullable Integer schema,
      @Nullable Double zeroThreshold,
      @Nullable Long zeroCount,
      @Nullable Double zeroCountFloat,
      List<BucketSpan> negativeSpans,
      List<Long> negativeDeltas,
      List<Double> negativeCounts,
      List<BucketSpan> positiveSpans,
      List<Long> positiveDeltas,
      List<Double> positiveCounts,
      List<Exemplar> exemplars) {
    public NativePart {
      negativeSpans = List.copyOf(negativeSpans);
      negativeDeltas = List.copyOf(negativeDeltas);
      negativeCounts = List.copyOf(negativeCounts);
      positiveSpans = List.copyOf(positiveSpans);
      positiveDeltas = List.copyOf(positiveDeltas);
      positiveCounts = List.copyOf(positiveCounts);
      exemplars = List.copyOf(exemplars);
    }
  }

  /// `length` consecutive native buckets, which begin `offset` buckets after the end of the
  /// previous span.
  ///
  /// @param length an unsigned 32-bit number
  record BucketSpan(int offset, int length) {}

  record Exemplar(Labels labels, double value, @Nullable Timestamp timestamp) {}

  /// A point in time, as in protobuf: any number of seconds since 1970, any number of nanoseconds.
  record Timestamp(long seconds, int nanos) {}
}
