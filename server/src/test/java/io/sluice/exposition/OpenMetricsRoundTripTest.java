package io.sluice.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.command.Lifetimes;
import io.sluice.command.Outcome;
import io.sluice.command.Preparation;
import io.sluice.command.PushOrigin;
import io.sluice.format.EscapingScheme;
import io.sluice.format.ExpositionFormat;
import io.sluice.format.NegotiatedFormat;
import io.sluice.format.ParseLimits;
import io.sluice.format.ParsedBody;
import io.sluice.format.openmetrics.OpenMetricsParser;
import io.sluice.format.protobuf.ProtobufParser;
import io.sluice.format.protobuf.ProtobufWriter;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.model.Names;
import io.sluice.store.Seed;
import io.sluice.store.Store;
import io.sluice.store.StoreView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Metrics that are pushed as protobuf, scraped as OpenMetrics and pushed again result in the same
/// state, if OpenMetrics can represent them.
final class OpenMetricsRoundTripTest {
  private static final int ROUNDS = 2_000;
  private static final GroupingKey KEY = GroupingKey.of("job", "j");
  private static final NegotiatedFormat OPENMETRICS =
      new NegotiatedFormat(ExpositionFormat.OPENMETRICS_1_0_0, EscapingScheme.ALLOW_UTF8);

  private static final double[] NUMBERS = {
    0, 1, -1, 0.1, 1e6, 123456.789, 1e21, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, 1.5e-5
  };

  private static final String[] TEXTS = {"", "a", "x\"y\\z\nw", "ü ✓", "# EOF", "{} 1 # ", "\0"};

  private final Random random = new Random(Seed.next("OpenMetricsRoundTripTest"));

  @Test
  void push_whatWasScraped_isTheSameState() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      List<MetricFamily> families = families();
      StoreView first = stored(parsedProtobuf(families));
      byte[] shown = NaiveExposition.all(new Exposition(first, List.of(), OPENMETRICS));

      StoreView second = stored(parsedOpenMetrics(shown));

      String text = new String(shown, StandardCharsets.UTF_8);
      assertThat(text).endsWith("# EOF\n");
      assertThat(protobuf(second)).as(text).isEqualTo(protobuf(first));
    }
  }

  private static StoreView stored(ParsedBody body) {
    var store = new Store(Map.of());
    Outcome outcome =
        store.apply(Preparation.push(KEY, body, true, PushOrigin.at(1), Lifetimes.NONE));
    assertThat(outcome).isInstanceOf(Outcome.Applied.class);
    return store.view();
  }

  private static ParsedBody parsedProtobuf(List<MetricFamily> families) throws Exception {
    var body = new ByteArrayBuilder();
    for (MetricFamily family : families) {
      ProtobufWriter.delimited(body, family, EscapingScheme.ALLOW_UTF8);
    }
    return ProtobufParser.parse(body.toByteArray());
  }

  /// The groups without the families that the gateway sets.
  private static ParsedBody parsedOpenMetrics(byte[] shown) throws Exception {
    List<MetricFamily> families =
        OpenMetricsParser.parse(shown, Names.UTF8, ParseLimits.NONE).families().stream()
            .filter(family -> !family.name().startsWith("push_"))
            .toList();
    return new ParsedBody(families, false);
  }

  private static String protobuf(StoreView view) {
    byte[] bytes =
        NaiveExposition.bytes(view, ExpositionFormat.PROTOBUF_TEXT, EscapingScheme.ALLOW_UTF8);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private List<MetricFamily> families() {
    var families = new ArrayList<MetricFamily>();
    for (MetricType type : MetricType.values()) {
      if (random.nextBoolean()) {
        families.add(family(type));
      }
    }
    return families;
  }

  private MetricFamily family(MetricType type) {
    boolean hasUnit = random.nextBoolean();
    String name =
        (random.nextBoolean() ? "m" : "m.é")
            + type.name().toLowerCase(Locale.ROOT)
            + (hasUnit ? "_seconds" : "")
            + (type == MetricType.COUNTER ? "_total" : "");
    String help = text();
    var metrics = new ArrayList<Metric>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      metrics.add(metric(type, Labels.of("n", String.valueOf(i), "t", text())));
    }
    return new MetricFamily(
        name, help.isEmpty() ? null : help, type, hasUnit ? "seconds" : null, metrics);
  }

  private Metric metric(MetricType type, Labels labels) {
    return switch (type) {
      case COUNTER ->
          new Metric.Counter(
              labels, Math.abs(number()), orNull(this::exemplar), orNull(this::time));
      case GAUGE -> new Metric.Gauge(labels, number());
      case UNTYPED -> new Metric.Untyped(labels, number());
      case SUMMARY ->
          new Metric.Summary(
              labels,
              random.nextLong(),
              Math.abs(number()),
              List.of(new Metric.Quantile(0.5, Math.abs(number())), new Metric.Quantile(1, 2)),
              orNull(this::time));
      case HISTOGRAM -> histogram(labels, orNull(this::time));
      case GAUGE_HISTOGRAM -> histogram(labels, null);
    };
  }

  private Metric histogram(Labels labels, Metric.@Nullable Timestamp created) {
    long count = random.nextLong();
    var buckets = new ArrayList<Metric.Bucket>();
    for (double bound : new double[] {-1.5, 0.25, 1, 1e6}) {
      if (random.nextBoolean()) {
        buckets.add(new Metric.Bucket(0L, null, bound, orNull(this::exemplar)));
      }
    }
    buckets.add(new Metric.Bucket(count, null, Double.POSITIVE_INFINITY, orNull(this::exemplar)));
    double sum = buckets.getFirst().upperBound() < 0 ? number() : Math.abs(number());
    return new Metric.Histogram(labels, count, null, sum, buckets, created, null);
  }

  private Metric.Exemplar exemplar() {
    String text = text().replace("\0", "");
    return new Metric.Exemplar(Labels.of("trace_id", text), number(), orNull(this::time));
  }

  private Metric.Timestamp time() {
    int[] nanos = {0, 1, 123_000_000, 999_999_999};
    return new Metric.Timestamp(
        random.nextLong(-62_135_596_800L, 253_402_300_799L), nanos[random.nextInt(nanos.length)]);
  }

  private double number() {
    return NUMBERS[random.nextInt(NUMBERS.length)];
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private <T> @Nullable T orNull(Supplier<T> value) {
    return random.nextBoolean() ? value.get() : null;
  }
}
