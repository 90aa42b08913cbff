package io.sluice.format.openmetrics;

import io.sluice.model.Labels;
import io.sluice.model.Metric;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A metric with several samples while its lines are parsed.
///
/// If a sample occurs twice, [#isRepeated] returns true and the metric is refused, so it does not
/// matter which sample is used.
sealed interface SeriesBuilder {
  /// Adds a sample; returns an error or null.
  @Nullable String add(Sample sample);

  /// Called after all lines of the metric; returns an error if it is incomplete, else null.
  @Nullable String problem();

  boolean isRepeated();

  Metric toMetric(Labels labels);

  /// A metric with these labels and without values.
  Metric nothing(Labels labels);

  final class Counter implements SeriesBuilder {
    private boolean hasTotal;
    private boolean hasCreated;
    private boolean isRepeated;
    private double value;
    private Metric.@Nullable Exemplar exemplar;
    private Metric.@Nullable Timestamp created;

    @Override
    public @Nullable String add(Sample sample) {
      if (sample.part() == SamplePart.CREATED) {
        isRepeated |= hasCreated;
        hasCreated = true;
        created = sample.created();
      } else {
        isRepeated |= hasTotal;
        hasTotal = true;
        value = sample.value();
        exemplar = sample.exemplar();
      }
      return null;
    }

    @Override
    public @Nullable String problem() {
      return hasTotal ? null : "a counter needs a _total";
    }

    @Override
    public boolean isRepeated() {
      return isRepeated;
    }

    @Override
    public Metric toMetric(Labels labels) {
      return new Metric.Counter(labels, value, exemplar, created);
    }

    @Override
    public Metric nothing(Labels labels) {
      return new Metric.Counter(labels, 0, null, null);
    }
  }

  final class Summary implements SeriesBuilder {
    private final Seen seen = new Seen();
    private final List<Metric.Quantile> quantiles = new ArrayList<>();
    private @Nullable Long count;
    private @Nullable Double sum;
    private Metric.@Nullable Timestamp created;

    @Override
    public @Nullable String add(Sample sample) {
      switch (sample.part()) {
        case COUNT -> count = sample.count();
        case SUM -> sum = sample.value();
        case CREATED -> created = sample.created();
        default -> {
          quantiles.add(new Metric.Quantile(sample.bound(), sample.value()));
          return null;
        }
      }
      seen.add(sample.part());
      return null;
    }

    @Override
    public @Nullable String problem() {
      return count == null && sum == null && quantiles.isEmpty()
          ? "a summary needs a quantile, a _count or a _sum"
          : null;
    }

    @Override
    public boolean isRepeated() {
      return seen.isRepeated() || hasQuantileTwice();
    }

    @Override
    public Metric toMetric(Labels labels) {
      return new Metric.Summary(labels, count, sum, quantiles, created);
    }

    @Override
    public Metric nothing(Labels labels) {
      return new Metric.Summary(labels, null, null, List.of(), null);
    }

    private boolean hasQuantileTwice() {
      double[] sorted =
          quantiles.stream().mapToDouble(Metric.Quantile::quantile).sorted().toArray();
      for (int i = 1; i < sorted.length; i++) {
        if (sorted[i] == sorted[i - 1]) {
          return true;
        }
      }
      return false;
    }
  }

  /// A histogram or a gauge histogram.
  final class Histogram implements SeriesBuilder {
    private final Seen seen = new Seen();
    private final List<Metric.Bucket> buckets = new ArrayList<>();
    private double lastBound = Double.NaN;
    private long lastCount;
    private boolean hasNegativeBound;
    private @Nullable Long count;
    private @Nullable Double sum;
    private Metric.@Nullable Timestamp created;

    @Override
    public @Nullable String add(Sample sample) {
      switch (sample.part()) {
        case COUNT, GAUGE_COUNT -> count = sample.count();
        case SUM, GAUGE_SUM -> sum = sample.value();
        case CREATED -> created = sample.created();
        default -> {
          return addBucket(sample);
        }
      }
      seen.add(sample.part());
      return null;
    }

    @Override
    public @Nullable String problem() {
      if (lastBound != Double.POSITIVE_INFINITY) {
        return "a histogram needs a bucket with le=\"+Inf\"";
      }
      if ((count == null) != (sum == null)) {
        return "a histogram has a count if, and only if, it has a sum";
      }
      if (count != null && count != lastCount) {
        return "the count differs from that of the bucket with le=\"+Inf\"";
      }
      return sum != null && sum < 0 && !hasNegativeBound
          ? "a sum must not be negative if no bound is"
          : null;
    }

    @Override
    public boolean isRepeated() {
      return seen.isRepeated();
    }

    @Override
    public Metric toMetric(Labels labels) {
      Long total = count == null ? Long.valueOf(lastCount) : count;
      return new Metric.Histogram(labels, total, null, sum, buckets, created, null);
    }

    @Override
    public Metric nothing(Labels labels) {
      return new Metric.Histogram(labels, 0L, null, 0.0, List.of(), null, null);
    }

    private @Nullable String addBucket(Sample sample) {
      if (sample.bound() <= lastBound) {
        return "the bounds of buckets must increase";
      }
      if (Long.compareUnsigned(sample.count(), lastCount) < 0) {
        return "the counts of buckets must not decrease";
      }
      lastBound = sample.bound();
      lastCount = sample.count();
      hasNegativeBound |= lastBound < 0;
      buckets.add(new Metric.Bucket(lastCount, null, lastBound, sample.exemplar()));
      return null;
    }
  }

  /// The parts that a metric already has, of those that may occur only once.
  final class Seen {
    private final Set<SamplePart> parts = EnumSet.noneOf(SamplePart.class);
    private boolean isRepeated;

    void add(SamplePart part) {
      isRepeated |= !parts.add(part);
    }

    boolean isRepeated() {
      return isRepeated;
    }
  }
}
