package io.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot.StateSetDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import io.sluice.format.NativeHistograms;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ClientMetricsConverterTest {
  private static final io.prometheus.metrics.model.snapshots.Labels JOB =
      io.prometheus.metrics.model.snapshots.Labels.of("job", "a");
  private static final Labels MODEL_JOB = Labels.of("job", "a");

  @Test
  void families_counter_isNamedTotalOnce() {
    var point =
        CounterDataPointSnapshot.builder()
            .value(2)
            .labels(JOB)
            .createdTimestampMillis(1_234_567)
            .build();
    for (String name : List.of("events", "events_total")) {
      var snapshot = CounterSnapshot.builder().name(name).help("Help").dataPoint(point).build();
      assertThat(only(snapshot))
          .isEqualTo(
              new MetricFamily(
                  "events_total",
                  "Help",
                  MetricType.COUNTER,
                  null,
                  List.of(
                      new Metric.Counter(
                          MODEL_JOB, 2, null, new Metric.Timestamp(1234, 567_000_000)))));
    }
  }

  // Buckets with gaps between them: a wrong span would assign the counts to other buckets.
  @Test
  void families_nativeHistogram_hasItsBucketsAsSpans() {
    Histogram histogram =
        Histogram.builder().name("h").nativeInitialSchema(0).classicUpperBounds(1, 10).build();
    for (double value : new double[] {0, 0.5, 1.5, 1.6, 100, -3}) {
      histogram.observe(value);
    }

    var metric = (Metric.Histogram) only(histogram.collect()).metrics().getFirst();

    assertThat(NativeHistograms.check(metric)).isNull();
    assertThat(metric.sampleCount()).isEqualTo(6);
    assertThat(metric.buckets())
        .extracting(Metric.Bucket::cumulativeCount)
        .containsExactly(3L, 5L, 6L);
    Metric.NativePart part = Objects.requireNonNull(metric.nativePart());
    assertThat(part.schema()).isZero();
    assertThat(part.zeroCount()).isEqualTo(1);
    assertThat(part.positiveSpans())
        .containsExactly(
            new Metric.BucketSpan(-1, 1), new Metric.BucketSpan(1, 1), new Metric.BucketSpan(5, 1));
    assertThat(part.positiveDeltas()).containsExactly(1L, 1L, -1L);
    assertThat(part.negativeSpans()).containsExactly(new Metric.BucketSpan(2, 1));
    assertThat(part.negativeDeltas()).containsExactly(1L);
  }

  // An empty native histogram must not be treated as a classic one.
  @Test
  void families_nativeHistogramOfNothing_isStillNative() {
    Histogram histogram = Histogram.builder().name("h").nativeOnly().build();
    histogram.observe(0);

    var metric = (Metric.Histogram) only(histogram.collect()).metrics().getFirst();

    assertThat(NativeHistograms.check(metric)).isNull();
    assertThat(Objects.requireNonNull(metric.nativePart()).positiveSpans())
        .containsExactly(new Metric.BucketSpan(0, 0));
  }

  @Test
  void families_info_isAGaugeOfOne() {
    var point = InfoDataPointSnapshot.builder().labels(JOB).build();
    var snapshot = InfoSnapshot.builder().name("build").dataPoint(point).build();
    assertThat(only(snapshot))
        .isEqualTo(
            new MetricFamily(
                "build_info",
                null,
                MetricType.GAUGE,
                null,
                List.of(new Metric.Gauge(MODEL_JOB, 1))));
  }

  @Test
  void families_stateSet_isAGaugeForEachState() {
    var point =
        StateSetDataPointSnapshot.builder()
            .labels(JOB)
            .state("on", true)
            .state("off", false)
            .build();
    var snapshot = StateSetSnapshot.builder().name("switch").dataPoint(point).build();
    assertThat(only(snapshot).metrics())
        .containsExactlyInAnyOrder(
            new Metric.Gauge(Labels.of("job", "a", "switch", "on"), 1),
            new Metric.Gauge(Labels.of("job", "a", "switch", "off"), 0));
  }

  @Test
  void families_histogram_hasCumulativeBucketsUpToInfinity() {
    var point =
        HistogramDataPointSnapshot.builder()
            .labels(JOB)
            .classicHistogramBuckets(
                ClassicHistogramBuckets.of(
                    new double[] {1, Double.POSITIVE_INFINITY}, new long[] {3, 4}))
            .sum(10)
            .build();
    var snapshot = HistogramSnapshot.builder().name("h").dataPoint(point).build();
    assertThat(only(snapshot).metrics())
        .containsExactly(
            new Metric.Histogram(
                MODEL_JOB,
                7L,
                null,
                10.0,
                List.of(
                    new Metric.Bucket(3L, null, 1, null),
                    new Metric.Bucket(7L, null, Double.POSITIVE_INFINITY, null)),
                null,
                null));
  }

  @Test
  void families_summaryWithoutQuantiles_keepsCountAndSum() {
    var point = SummaryDataPointSnapshot.builder().labels(JOB).count(3).sum(4).build();
    var snapshot = SummarySnapshot.builder().name("s").dataPoint(point).build();
    assertThat(only(snapshot).metrics())
        .containsExactly(new Metric.Summary(MODEL_JOB, 3L, 4.0, List.of(), null));
  }

  @Test
  void families_unknown_isUntyped() {
    var point = UnknownDataPointSnapshot.builder().labels(JOB).value(5).build();
    var snapshot = UnknownSnapshot.builder().name("u").dataPoint(point).build();
    assertThat(only(snapshot))
        .isEqualTo(
            new MetricFamily(
                "u", null, MetricType.UNTYPED, null, List.of(new Metric.Untyped(MODEL_JOB, 5))));
  }

  @Test
  void families_withoutSeries_areLeftOut() {
    var empty = GaugeSnapshot.builder().name("g").build();
    assertThat(ClientMetricsConverter.families(MetricSnapshots.of(empty))).isEmpty();
  }

  private static MetricFamily only(MetricSnapshot snapshot) {
    return ClientMetricsConverter.families(MetricSnapshots.of(snapshot)).getFirst();
  }
}
