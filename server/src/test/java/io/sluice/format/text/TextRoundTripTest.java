package io.sluice.format.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.format.EscapingScheme;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.go.GoFloat;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TextRoundTripTest {
  private static final int FAMILIES = 20_000;
  private static final Metric.Timestamp TIME = new Metric.Timestamp(1, 2);
  private static final Metric.Exemplar EXEMPLAR = new Metric.Exemplar(Labels.EMPTY, 1, null);

  /// Would catch a family that is changed by storing it as text.
  @Test
  void isLossless_randomFamilies_areReadBackEqual() {
    long seed = System.nanoTime();
    var generator = new Generator(new Random(seed));
    int lossless = 0;
    for (int i = 0; i < FAMILIES; i++) {
      MetricFamily family = generator.family();
      if (TextWriter.isLossless(family)) {
        lossless++;
        assertThat(readBack(family))
            .as("seed=%d family=%s", seed, family)
            .isEqualTo(family.metrics());
      }
    }
    assertThat(lossless).as("seed=%d", seed).isBetween(FAMILIES / 4, FAMILIES - FAMILIES / 4);
  }

  @ParameterizedTest
  @MethodSource
  void isLossless_whatTextCannotHold_isFalse(MetricFamily family) {
    assertThat(TextWriter.isLossless(family)).isFalse();
  }

  static List<MetricFamily> isLossless_whatTextCannotHold_isFalse() {
    Labels none = Labels.EMPTY;
    return List.of(
        new MetricFamily("a", null, MetricType.GAUGE, "s", List.of(new Metric.Gauge(none, 1))),
        family(MetricType.GAUGE, new Metric.Gauge(none, -0.0)),
        family(MetricType.GAUGE, new Metric.Gauge(none, staleMarker())),
        family(MetricType.GAUGE, new Metric.Gauge(Labels.of("a", "1", "a", "2"), 1)),
        family(MetricType.GAUGE, new Metric.Gauge(Labels.of("", "1"), 1)),
        family(MetricType.GAUGE, new Metric.Gauge(Labels.of("__name__", "1"), 1)),
        family(MetricType.GAUGE, new Metric.Gauge(Labels.of("a", "\udcff"), 1)),
        family(MetricType.GAUGE, new Metric.Valueless(none)),
        family(MetricType.COUNTER, new Metric.Counter(none, 1, EXEMPLAR, null)),
        family(MetricType.COUNTER, new Metric.Counter(none, 1, null, TIME)),
        family(MetricType.SUMMARY, summary(none, null, 1.0)),
        family(MetricType.SUMMARY, summary(none, 1L, null)),
        family(MetricType.SUMMARY, summary(none, (1L << 53) + 1, 1.0)),
        family(MetricType.SUMMARY, summary(none, -1L, 1.0)),
        family(MetricType.SUMMARY, summary(none, 1L, 1.0), summary(none, 1L, 1.0)),
        family(MetricType.SUMMARY, summary(Labels.of("quantile", "1"), 1L, 1.0)),
        family(MetricType.HISTOGRAM, histogram(none)),
        family(MetricType.HISTOGRAM, histogram(none, bucket(1, 1L))),
        family(MetricType.HISTOGRAM, histogram(Labels.of("le", "1"), infinite())),
        family(MetricType.HISTOGRAM, histogram(none, infinite(), bucket(Double.NaN, 1L))),
        family(MetricType.HISTOGRAM, histogram(none, infinite(), bucket(-0.0, 1L))),
        family(MetricType.HISTOGRAM, histogram(none, infinite(), bucket(1, null))),
        family(MetricType.HISTOGRAM, histogram(none, infinite()), histogram(none, infinite())),
        family(MetricType.GAUGE_HISTOGRAM, histogram(none, infinite())));
  }

  @Test
  void isLossless_usualFamilies_isTrue() {
    assertThat(
            List.of(
                family(MetricType.GAUGE),
                family(
                    MetricType.GAUGE,
                    new Metric.Gauge(Labels.EMPTY, Double.NaN),
                    new Metric.Gauge(Labels.EMPTY, GoFloat.NAN),
                    new Metric.Gauge(Labels.of("le", "1", "ü.\n", "\n\"\\\r\0"), 0.1)),
                family(MetricType.SUMMARY, summary(Labels.of("le", "1"), 1L << 53, 1.5)),
                family(
                    MetricType.HISTOGRAM,
                    histogram(Labels.of("quantile", "1"), bucket(1, 0L), infinite()))))
        .allMatch(TextWriter::isLossless);
  }

  private static List<Metric> readBack(MetricFamily family) {
    var out = new ByteArrayBuilder();
    for (Metric metric : family.metrics()) {
      TextWriter.samples(out, family.name(), family.type(), metric, EscapingScheme.ALLOW_UTF8);
    }
    return TextParser.parseSamples(family.name(), family.type(), out.toByteArray());
  }

  private static double staleMarker() {
    return Double.longBitsToDouble(0x7FF0000000000002L);
  }

  private static MetricFamily family(MetricType type, Metric... metrics) {
    return new MetricFamily("a", null, type, null, List.of(metrics));
  }

  private static Metric summary(Labels labels, @Nullable Long count, @Nullable Double sum) {
    return new Metric.Summary(labels, count, sum, List.of(new Metric.Quantile(0.5, 1)), null);
  }

  private static Metric histogram(Labels labels, Metric.Bucket... buckets) {
    return new Metric.Histogram(labels, 3L, null, 2.5, List.of(buckets), null, null);
  }

  private static Metric.Bucket bucket(double upperBound, @Nullable Long count) {
    return new Metric.Bucket(count, null, upperBound, null);
  }

  private static Metric.Bucket infinite() {
    return bucket(Double.POSITIVE_INFINITY, 3L);
  }

  /// Makes families of all types, about half of them with something odd.
  private record Generator(Random random) {
    private static final List<String> NAMES =
        List.of("a", "a_sum", "a:b", "a_count", "my.name", "q\"\\\n", "é😀", "a b", "le", "_");
    private static final List<String> LABEL_NAMES =
        List.of("job", "instance", "le", "quantile", "a:b", "x.y", "q\"\\\n\r", "é😀", "__x");
    private static final List<String> VALUES =
        List.of(
            "", "1", "a b", "}", "{", ",", "\"", "\\", "\n", "\\n", "\r", "é😀", "\0", "\udc80");
    private static final double[] NUMBERS = {
      0, -0.0, 1, -1, 0.5, 1e6, 1e-5, 1e300, Double.MIN_VALUE, 0.1 + 0.2, 1 << 30, 1L << 53, -1e19
    };

    MetricFamily family() {
      MetricType type = pick(List.of(MetricType.values()));
      var metrics = new ArrayList<Metric>();
      for (int i = random.nextInt(4); i > 0; i--) {
        metrics.add(metric(type));
      }
      return new MetricFamily(pick(NAMES), null, type, odd() ? "s" : null, metrics);
    }

    private Metric metric(MetricType type) {
      if (odd()) {
        return new Metric.Valueless(labels());
      }
      return switch (type) {
        case COUNTER -> new Metric.Counter(labels(), number(), oddExemplar(), oddTime());
        case GAUGE -> new Metric.Gauge(labels(), number());
        case UNTYPED -> new Metric.Untyped(labels(), number());
        case SUMMARY ->
            new Metric.Summary(
                labels(), maybe(this::count), maybe(this::number), quantiles(), oddTime());
        case HISTOGRAM, GAUGE_HISTOGRAM -> histogram();
      };
    }

    private Metric histogram() {
      List<Metric.Bucket> buckets = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        buckets.add(bucket(number()));
      }
      if (!odd()) {
        buckets.add(bucket(Double.POSITIVE_INFINITY));
      }
      return new Metric.Histogram(
          labels(), maybe(this::count), oddNumber(), maybe(this::number), buckets, oddTime(), null);
    }

    private Metric.Bucket bucket(double upperBound) {
      return new Metric.Bucket(maybe(this::count), oddNumber(), upperBound, oddExemplar());
    }

    private List<Metric.Quantile> quantiles() {
      var quantiles = new ArrayList<Metric.Quantile>();
      for (int i = random.nextInt(3); i > 0; i--) {
        quantiles.add(new Metric.Quantile(number(), number()));
      }
      return quantiles;
    }

    private Labels labels() {
      var pairs = new String[2 * random.nextInt(4)];
      for (int i = 0; i < pairs.length; i += 2) {
        pairs[i] = pick(LABEL_NAMES);
        pairs[i + 1] = pick(VALUES);
      }
      return Labels.of(pairs);
    }

    private double number() {
      return switch (random.nextInt(40)) {
        case 0 -> Double.longBitsToDouble(random.nextLong());
        case 1 -> GoFloat.NAN;
        case 2 -> Double.NEGATIVE_INFINITY;
        default ->
            random.nextBoolean() ? random.nextInt(1000) : NUMBERS[random.nextInt(NUMBERS.length)];
      };
    }

    private long count() {
      return random.nextInt(20) == 0 ? random.nextLong() : random.nextLong(1L << 53);
    }

    private boolean odd() {
      return random.nextInt(40) == 0;
    }

    private <T> @Nullable T maybe(Supplier<T> value) {
      return odd() ? null : value.get();
    }

    private @Nullable Double oddNumber() {
      return odd() ? number() : null;
    }

    private Metric.@Nullable Timestamp oddTime() {
      return odd() ? TIME : null;
    }

    private Metric.@Nullable Exemplar oddExemplar() {
      return odd() ? EXEMPLAR : null;
    }

    private <T> T pick(List<T> from) {
      return from.get(random.nextInt(from.size()));
    }
  }
}
