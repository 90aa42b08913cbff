package io.sluice.format;

import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Creates metrics of every kind with any numbers and texts that the model supports. Native
/// histograms may be invalid.
public final class MetricGenerator {
  private static final List<MetricType> TYPES = List.of(MetricType.values());
  private static final double[] NUMBERS = {
    0, -0.0, 1, -1, 0.1, 1e21, 1e-7, 4.9e-324, Double.MAX_VALUE, Double.NaN, 1.0 / 0, -1.0 / 0
  };
  private static final long[] INTEGERS = {
    0, 1, -1, 127, 128, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE
  };
  private static final String[] TEXTS = {
    "",
    "a",
    "job",
    "le",
    "a.b",
    "ünï",
    "日本",
    "😀",
    "q\"u",
    "new\nline",
    "back\\slash",
    "\u0000\u007f\u2028"
  };
  private static final String[] NOT_UTF8 = {"\udcff", "a\udc80b", "\udcc3"};

  private final Random random;

  public MetricGenerator(Random random) {
    this.random = random;
  }

  public MetricFamily family() {
    MetricType type = type();
    return new MetricFamily(
        "name" + random.nextInt(3) + (random.nextBoolean() ? ".dotted" : "_seconds"),
        orNull(this::text),
        type,
        orNull(() -> random.nextBoolean() ? "seconds" : text()),
        list(() -> metric(type)));
  }

  MetricType type() {
    return TYPES.get(random.nextInt(TYPES.size()));
  }

  Metric metric(MetricType type) {
    Labels labels = labels(true);
    if (random.nextInt(10) == 0) {
      return new Metric.Valueless(labels);
    }
    return switch (type) {
      case COUNTER -> new Metric.Counter(labels, number(), orNull(this::exemplar), created());
      case GAUGE -> new Metric.Gauge(labels, number());
      case UNTYPED -> new Metric.Untyped(labels, number());
      case SUMMARY ->
          new Metric.Summary(
              labels,
              orNull(this::integer),
              orNull(this::number),
              list(() -> new Metric.Quantile(number(), number())),
              created());
      case HISTOGRAM, GAUGE_HISTOGRAM -> histogram(labels);
    };
  }

  private Metric histogram(Labels labels) {
    return new Metric.Histogram(
        labels,
        orNull(this::integer),
        orNull(this::number),
        orNull(this::number),
        list(this::bucket),
        created(),
        orNull(this::nativePart));
  }

  private Metric.Bucket bucket() {
    return new Metric.Bucket(
        orNull(this::integer), orNull(this::number), number(), orNull(this::exemplar));
  }

  private Metric.NativePart nativePart() {
    return new Metric.NativePart(
        random.nextInt(14) - 5,
        orNull(this::number),
        orNull(this::integer),
        orNull(this::number),
        list(this::span),
        list(this::integer),
        list(this::number),
        list(this::span),
        list(this::integer),
        list(this::number),
        list(this::exemplar));
  }

  private Metric.BucketSpan span() {
    return new Metric.BucketSpan((int) integer().longValue(), (int) integer().longValue());
  }

  private Metric.Exemplar exemplar() {
    return new Metric.Exemplar(labels(false), number(), created());
  }

  private Metric.@Nullable Timestamp created() {
    return orNull(() -> new Metric.Timestamp(integer(), (int) integer().longValue()));
  }

  private Labels labels(boolean any) {
    var pairs = new String[2 * random.nextInt(4)];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = any && random.nextInt(10) == 0 ? pick(NOT_UTF8) : text();
    }
    return Labels.of(pairs);
  }

  private String text() {
    return pick(TEXTS);
  }

  private String pick(String[] texts) {
    return texts[random.nextInt(texts.length)];
  }

  private Double number() {
    return random.nextBoolean() ? NUMBERS[random.nextInt(NUMBERS.length)] : random.nextGaussian();
  }

  private Long integer() {
    return INTEGERS[random.nextInt(INTEGERS.length)];
  }

  private <T> @Nullable T orNull(Supplier<T> value) {
    return random.nextInt(3) == 0 ? null : value.get();
  }

  private <T> List<T> list(Supplier<T> element) {
    var list = new ArrayList<T>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(element.get());
    }
    return list;
  }
}
