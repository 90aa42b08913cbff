package io.sluice.store;

import io.sluice.command.Command;
import io.sluice.format.ParsedBody;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Generates requests of clients: pushes to groups of few jobs and many shapes, with few names and
/// few label values, so that all kinds of conflicts occur; about half of them can be accepted.
public final class PushGenerator {
  /// A request of a client.
  public sealed interface Request {
    record Push(GroupingKey key, ParsedBody body, boolean replace, long receivedNanos)
        implements Request {}

    record Delete(GroupingKey key) implements Request {}

    /// Never of a family that the gateway sets.
    record DeleteFamily(GroupingKey key, String family) implements Request {}

    record Wipe() implements Request {}
  }

  public static final Map<String, MetricType> OWN =
      Map.of("own_total", MetricType.COUNTER, "own", MetricType.SUMMARY, "h_sum", MetricType.GAUGE);

  private static final List<String> NAMES =
      List.of(
          "m",
          "m",
          "m_count",
          "m_sum",
          "m_bucket",
          "n",
          "n_total",
          "n_seconds",
          "m.x",
          "m.x_count",
          "m_x",
          "日本",
          "own_total",
          "own",
          "own_count",
          "own_bucket",
          "h",
          "h_sum",
          "push_time_seconds");
  private static final List<MetricType> TYPES = List.of(MetricType.values());
  private static final double[] NUMBERS = {
    0, -0.0, 1, 0.1, 1e21, 123456789, Double.NaN, 1.0 / 0, -1.0 / 0, 4.9e-324
  };

  private final Random random;
  private final Map<String, MetricType> usualTypes = new HashMap<>();
  private long now = 1_700_000_000_000_000_000L;

  public PushGenerator(Random random) {
    this.random = random;
  }

  public Request next() {
    now += 1 + random.nextInt(1_000_000_000);
    int kind = random.nextInt(1_000);
    if (kind < 20) {
      usualTypes.clear();
      return new Request.Wipe();
    }
    if (kind < 120) {
      return new Request.DeleteFamily(key(), NAMES.get(random.nextInt(NAMES.size() - 1)));
    }
    return kind < 300
        ? new Request.Delete(key())
        : new Request.Push(key(), body(), random.nextBoolean(), now);
  }

  /// The next request, as a command.
  public Command nextCommand() {
    return StorePropertyTest.command(next());
  }

  private GroupingKey key() {
    var labels = new HashMap<String, String>();
    put(labels, 3, "instance", "", "i");
    put(labels, 3, "tag", "", "1", "2");
    put(labels, 8, "x.y", "1", "ü\n\"\\");
    put(labels, 40, "le", "1");
    put(labels, 40, "quantile", "1");
    if (random.nextInt(6) > 0) {
      labels.put("job", random.nextInt(3) == 0 ? "b" : "a");
    }
    return new GroupingKey(labels(labels));
  }

  private ParsedBody body() {
    var families = new LinkedHashMap<String, MetricFamily>();
    for (int i = random.nextInt(4); i > 0; i--) {
      MetricFamily family = family();
      families.put(family.name(), family);
    }
    return new ParsedBody(List.copyOf(families.values()), random.nextInt(50) == 0);
  }

  private MetricFamily family() {
    String name =
        random.nextInt(100) == 0
            ? "push_failure_time_seconds"
            : NAMES.get(random.nextInt(NAMES.size()));
    MetricType type =
        random.nextInt(6) == 0 ? type() : usualTypes.computeIfAbsent(name, this::usualType);
    return new MetricFamily(
        name,
        orNull(() -> random.nextBoolean() ? "" : "helps\n\\ " + random.nextInt(3)),
        type,
        random.nextInt(4) == 0 ? "seconds" : null,
        metrics(type));
  }

  private MetricType usualType(String name) {
    MetricType own = OWN.get(name);
    boolean isSample = name.endsWith("_count") || name.endsWith("_bucket");
    return own != null ? own : isSample ? MetricType.GAUGE : type();
  }

  private MetricType type() {
    return TYPES.get(random.nextInt(TYPES.size()));
  }

  private List<Metric> metrics(MetricType type) {
    var metrics = new ArrayList<Metric>();
    for (int i = random.nextInt(20) == 0 ? 0 : 1 + random.nextInt(3); i > 0; i--) {
      metrics.add(metric(type, labels()));
    }
    return metrics;
  }

  private Labels labels() {
    var labels = new HashMap<String, String>();
    put(labels, 3, "instance", "", "i");
    put(labels, 2, "tag", "", "1", "2");
    put(labels, 2, "z", "", "1", "2", "3", "\\\"\n", "日本");
    put(labels, 8, "x.y", "1", "ü\n\"\\");
    put(labels, 4, "job", "", "a", "b");
    put(labels, 80, "x_y", "1");
    put(labels, 80, "le", "1");
    put(labels, 80, "quantile", "1");
    put(labels, 100, "__bad", "1");
    put(labels, 100, "..name..", "1");
    put(labels, 100, "bad", "\udcff");
    Labels made = labels(labels);
    return random.nextInt(100) == 0 ? twice(made, "z") : made;
  }

  private static Labels twice(Labels labels, String name) {
    var pairs = new ArrayList<>(List.of(name, "1", name, "2"));
    labels.without(name).forEach((n, value) -> pairs.addAll(List.of(n, value)));
    return Labels.of(pairs.toArray(String[]::new));
  }

  private void put(Map<String, String> labels, int oneIn, String name, String... values) {
    if (random.nextInt(oneIn) == 0) {
      labels.put(name, values[random.nextInt(values.length)]);
    }
  }

  private static Labels labels(Map<String, String> labels) {
    var pairs = new ArrayList<String>();
    labels.forEach((name, value) -> pairs.addAll(List.of(name, value)));
    return Labels.of(pairs.toArray(String[]::new));
  }

  private Metric metric(MetricType type, Labels labels) {
    if (random.nextInt(150) == 0) {
      return new Metric.Valueless(labels);
    }
    return switch (type) {
      case COUNTER ->
          new Metric.Counter(labels, number(), rarely(this::exemplar), rarely(this::time));
      case GAUGE -> new Metric.Gauge(labels, number());
      case UNTYPED -> new Metric.Untyped(labels, number());
      case SUMMARY ->
          new Metric.Summary(
              labels, orNull(this::count), orNull(this::number), quantiles(), rarely(this::time));
      case HISTOGRAM, GAUGE_HISTOGRAM -> histogram(labels);
    };
  }

  private List<Metric.Quantile> quantiles() {
    return random.nextBoolean()
        ? List.of()
        : List.of(
            new Metric.Quantile(0.5, number()),
            new Metric.Quantile(random.nextInt(20) == 0 ? 0.5 : 0.99, number()));
  }

  private Metric histogram(Labels labels) {
    if (random.nextInt(3) == 0) {
      return new Metric.Histogram(
          labels, 4L, null, number(), List.of(), rarely(this::time), nativePart());
    }
    long count = count();
    var buckets = new ArrayList<Metric.Bucket>();
    buckets.add(new Metric.Bucket(count / 2, null, 0.5, rarely(this::exemplar)));
    if (random.nextBoolean()) {
      buckets.add(new Metric.Bucket(count, null, Double.POSITIVE_INFINITY, null));
    }
    return new Metric.Histogram(
        labels, count, null, orNull(this::number), buckets, rarely(this::time), null);
  }

  /// Four observations: one in the zero bucket, one and two in the next; sometimes with one bucket
  /// too many.
  private Metric.NativePart nativePart() {
    int buckets = random.nextInt(10) == 0 ? 3 : 2;
    return new Metric.NativePart(
        random.nextInt(3),
        0.001,
        1L,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(new Metric.BucketSpan(random.nextInt(5), buckets)),
        List.of(1L, 1L),
        List.of(),
        random.nextBoolean() ? List.of() : List.of(exemplar()));
  }

  private Metric.Exemplar exemplar() {
    return new Metric.Exemplar(Labels.of("trace", "t" + random.nextInt(9)), number(), time());
  }

  private Metric.Timestamp time() {
    return new Metric.Timestamp(1_700_000_000L + random.nextInt(9), random.nextInt(1_000_000_000));
  }

  private Double number() {
    return random.nextBoolean() ? random.nextInt(5) : NUMBERS[random.nextInt(NUMBERS.length)];
  }

  private Long count() {
    return (long) random.nextInt(2_000_000);
  }

  private <T> @Nullable T rarely(Supplier<T> value) {
    return random.nextInt(8) == 0 ? value.get() : null;
  }

  private <T> @Nullable T orNull(Supplier<T> value) {
    return random.nextInt(4) == 0 ? null : value.get();
  }
}
