package io.sluice.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// For any family, the iterated series are the same as those of [StoredFamily#metrics].
final class FamilySeriesTest {
  private static final List<String> NAMES =
      List.of("x", "x_count", "x_count_count", "with blanks, \"quotes\" {and} é");
  private static final int SERIES = 2_000;

  @ParameterizedTest
  @EnumSource(MetricType.class)
  void series_allTypesAndNames_areThoseOfTheFamily(MetricType type) {
    for (String name : NAMES) {
      List<Metric> metrics = IntStream.range(0, SERIES).mapToObj(i -> metric(type, i)).toList();
      var family = new MetricFamily(name, null, type, null, metrics);
      check(StoredFamily.of(family, 7));
      check(StoredFamily.exact(family, 7));
    }
  }

  @Test
  void series_oneLargerThanASlice_staysWhole() {
    var family =
        new MetricFamily("h", null, MetricType.HISTOGRAM, null, List.of(histogram(0, 2_000)));

    check(StoredFamily.of(family, 7));
    check(StoredFamily.exact(family, 7));
  }

  @Test
  void series_none_isEmpty() {
    FamilySeries series =
        StoredFamily.of(new MetricFamily("e", null, MetricType.GAUGE, null, List.of()), 7).series();

    assertThat(series.hasNext()).isFalse();
    assertThatThrownBy(series::next).isInstanceOf(NoSuchElementException.class);
  }

  private static void check(StoredFamily stored) {
    FamilySeries series = stored.series();
    assertThat(series.remainingBytes()).isEqualTo(stored.bytes().length);
    assertThat(series.receivedNanos()).isEqualTo(7);
    var read = new ArrayList<Metric>();
    while (series.hasNext()) {
      read.add(series.next());
      if (read.size() == 1 && stored.seriesCount() > 1) {
        assertThat(series.remainingBytes())
            .isBetween(stored.bytes().length - 64 * 1024, stored.bytes().length - 1);
      }
    }
    assertThat(series.remainingBytes()).isZero();
    assertThat(read).isEqualTo(stored.metrics());
  }

  private static Metric metric(MetricType type, int i) {
    Labels labels = labels(i);
    return switch (type) {
      case COUNTER -> new Metric.Counter(labels, i, null, null);
      case GAUGE -> new Metric.Gauge(labels, i);
      case UNTYPED -> new Metric.Untyped(labels, i);
      case SUMMARY ->
          new Metric.Summary(labels, (long) i, 1.5 * i, List.of(new Metric.Quantile(0.5, i)), null);
      case HISTOGRAM, GAUGE_HISTOGRAM -> histogram(i, i % 5);
    };
  }

  private static Metric histogram(int i, int buckets) {
    List<Metric.Bucket> counts =
        IntStream.range(0, buckets)
            .mapToObj(bucket -> new Metric.Bucket((long) bucket, null, bucket, null))
            .toList();
    return new Metric.Histogram(labels(i), (long) buckets, null, 1.0, counts, null, null);
  }

  private static Labels labels(int i) {
    return Labels.of("a", "x_count{quantile=\"0.5\"} 1\nx_count " + i, "b", "é".repeat(i % 50));
  }
}
