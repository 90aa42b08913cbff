package io.sluice.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.command.Lifetimes;
import io.sluice.command.Outcome;
import io.sluice.command.Preparation;
import io.sluice.command.PushOrigin;
import io.sluice.format.EscapingScheme;
import io.sluice.format.ExpositionFormat;
import io.sluice.format.NegotiatedFormat;
import io.sluice.format.ParseException;
import io.sluice.format.ParsedBody;
import io.sluice.format.protobuf.ProtobufParser;
import io.sluice.format.protobuf.ProtobufWriter;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.store.Pushing;
import io.sluice.store.Store;
import io.sluice.store.StoreView;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpositionTest {
  private static final GroupingKey A = GroupingKey.of("job", "a");
  private static final Labels A_LABELS = Labels.of("instance", "", "job", "a");

  private final Pushing gateway = new Pushing();

  @Test
  void text_ownFamilyOfTheSameType_isOneFamilyWithTheOwnHelp() {
    gateway.put(A, "# HELP own_total pushed\n# TYPE own_total counter\nown_total 5\n");

    assertThat(scrape(counter("own_total", 1)))
        .startsWith(
            """
            # HELP own_total the gateway's
            # TYPE own_total counter
            own_total{code="200"} 1
            own_total{instance="",job="a"} 5
            # HELP push_failure_time_seconds""");
  }

  @Test
  void text_ownFamilyOfAnotherType_stepsOut() {
    gateway.put(A, "# HELP own_total pushed\n# TYPE own_total gauge\nown_total 5\n");

    assertThat(scrape(counter("own_total", 1)))
        .startsWith(
            """
            # HELP own_total pushed
            # TYPE own_total gauge
            own_total{instance="",job="a"} 5
            # HELP push_failure_time_seconds""");
  }

  @ParameterizedTest
  @CsvSource({"own_count, true", "own_sum, true", "own_bucket, false", "owner, false"})
  void text_ownSummaryWhoseSampleWasPushed_stepsOut(String pushed, boolean stepsOut) {
    gateway.put(A, pushed + " 5\n");
    var own =
        new MetricFamily(
            "own",
            null,
            MetricType.SUMMARY,
            null,
            List.of(new Metric.Summary(Labels.EMPTY, 1L, 2.0, List.of(), null)));

    assertThat(scrape(own).contains("# TYPE own summary\n")).isEqualTo(!stepsOut);
    assertThat(scrape(own)).contains(pushed + "{instance=\"\",job=\"a\"} 5\n");
  }

  @ParameterizedTest
  @CsvSource({
    "summary, own_count, true",
    "summary, own_bucket, false",
    "histogram, own_bucket, true",
    "histogram, own_total, false",
  })
  void text_ownFamilyNamedLikeASampleOfAPushedOne_stepsOut(
      String type, String own, boolean stepsOut) {
    gateway.put(A, "# TYPE own " + type + "\nown_sum 5\nown_count 1\n");

    assertThat(scrape(counter(own, 1)).contains("# TYPE " + own + " counter\n"))
        .isEqualTo(!stepsOut);
  }

  @Test
  void text_nothing_isEmpty() {
    assertThat(Pushing.scrape(StoreView.empty(), List.of())).isEmpty();
  }

  // The escaped name of m.x is m_x: one block if both have the same type, else a separate name.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gauge     | # TYPE m_x gauge;m_x 1;m_x 2",
        "counter   | # TYPE U__m_2e_x counter;U__m_2e_x 2;# TYPE m_x gauge;m_x 1",
      })
  void text_twoNamesThatEscapingMakesOne_isReadableByAll(String type, String expected)
      throws ParseException {
    var body = new ByteArrayBuilder();
    ProtobufWriter.delimited(body, family("m_x", "gauge", 1), EscapingScheme.ALLOW_UTF8);
    ProtobufWriter.delimited(body, family("m.x", type, 2), EscapingScheme.ALLOW_UTF8);
    ParsedBody parsed = ProtobufParser.parse(body.toByteArray());

    gateway.store().apply(Preparation.push(A, parsed, true, PushOrigin.at(1), Lifetimes.NONE));

    assertThat(text(ExpositionFormat.TEXT).replace("{instance=\"\",job=\"a\"}", ""))
        .startsWith(expected.replace(';', '\n') + "\n# HELP push_failure_time_seconds");
  }

  // The series of a family are ordered by slots, not by keys.
  @Test
  void text_groups_stayTogetherInTheOrderOfTheirSlots() {
    gateway.put(GroupingKey.of("job", "b"), "m{x=\"2\"} 1\nm{x=\"1\"} 2\n");
    gateway.put(A, "# HELP m not the first\nm{x=\"0\"} 3\n");

    assertThat(gateway.scrape())
        .startsWith(
            """
            # TYPE m untyped
            m{instance="",job="b",x="2"} 1
            m{instance="",job="b",x="1"} 2
            m{instance="",job="a",x="0"} 3
            # HELP push_failure_time_seconds""");
  }

  @Test
  void text_manyGroups_comesInChunksThatAddUp() {
    for (int i = 0; i < 5_000; i++) {
      gateway.put(GroupingKey.of("job", "j" + i), "m 1\n");
    }

    assertThat(gateway.scrape().lines().filter(line -> line.startsWith("m{"))).hasSize(5_000);
  }

  /// A reader must be able to detect a truncated scrape.
  @Test
  void openMetrics_untilTheLastChunk_doesNotEnd() {
    for (int i = 0; i < 5_000; i++) {
      gateway.put(GroupingKey.of("job", "j" + i), "# HELP m # EOF\nm{l=\"# EOF\"} 1\n");
    }
    var exposition =
        new Exposition(
            gateway.store().view(),
            List.of(),
            new NegotiatedFormat(ExpositionFormat.OPENMETRICS_1_0_0, EscapingScheme.UNDERSCORES));
    var lines = new ByteArrayBuilder();
    int chunks = 0;
    for (byte[] chunk = exposition.next(); chunk != null; chunk = exposition.next()) {
      assertThat(lines.toString()).doesNotContain("\n# EOF\n");
      lines.append(chunk);
      chunks++;
    }
    assertThat(chunks).isGreaterThan(1);
    assertThat(lines.toString()).endsWith("\n# EOF\n");
  }

  @Test
  void openMetrics_gzipped_isThePlainOne() throws Exception {
    gateway.put(A, "# TYPE h histogram\nh_bucket{le=\"1\"} 0.5\nh_sum 2\nh_count 1\n");
    gateway.put(A, "# TYPE c_total counter\nc_total 1\n");
    var negotiated =
        new NegotiatedFormat(ExpositionFormat.OPENMETRICS_1_0_0, EscapingScheme.UNDERSCORES);
    StoreView view = gateway.store().view();

    var gzipped = Exposition.gzipped(view, List.of(counter("own_total", 1)), negotiated, _ -> {});

    byte[] bytes = NaiveExposition.all(gzipped);
    try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      assertThat(in.readAllBytes())
          .isEqualTo(
              NaiveExposition.all(
                  new Exposition(view, List.of(counter("own_total", 1)), negotiated)));
    }
  }

  @Test
  void compactText_pushed_isOneLineAFamily() {
    gateway.put(A, "# HELP m helps\n# TYPE m counter\nm{x=\"1\"} 5\n");

    assertThat(text(ExpositionFormat.PROTOBUF_COMPACT_TEXT).lines().findFirst().orElse(""))
        .isEqualTo(
            "name:\"m\"  help:\"helps\"  type:COUNTER  metric:{label:{name:\"instance\"  value:\"\"}"
                + "  label:{name:\"job\"  value:\"a\"}  label:{name:\"x\"  value:\"1\"}"
                + "  counter:{value:5}}");
  }

  // Metrics that the text format cannot represent must be exposed unchanged.
  @Test
  void delimited_nativeHistogramExemplarCreatedAndUnit_comesOutUnchanged() throws ParseException {
    List<MetricFamily> families = List.of(counterWithExemplar(), nativeHistogram());
    var body = new ByteArrayBuilder();
    families.forEach(family -> ProtobufWriter.delimited(body, family, EscapingScheme.ALLOW_UTF8));
    ParsedBody parsed = ProtobufParser.parse(body.toByteArray());
    Store store = gateway.store();

    assertThat(store.apply(Preparation.push(A, parsed, true, PushOrigin.at(1), Lifetimes.NONE)))
        .isEqualTo(Outcome.APPLIED);
    byte[] scrape =
        NaiveExposition.bytes(
            store.view(), ExpositionFormat.PROTOBUF_DELIMITED, EscapingScheme.ALLOW_UTF8);
    assertThat(ProtobufParser.parse(scrape).families())
        .startsWith(families.toArray(MetricFamily[]::new));
    assertThat(gateway.scrape())
        .startsWith(
            """
            # HELP c_seconds\s
            # TYPE c_seconds counter
            c_seconds{instance="",job="a"} 3
            # TYPE d histogram
            d_bucket{instance="",job="a",le="+Inf"} 4
            d_sum{instance="",job="a"} 6.5
            d_count{instance="",job="a"} 4
            """);
  }

  private static MetricFamily counterWithExemplar() {
    var exemplar =
        new Metric.Exemplar(Labels.of("trace", "t"), 0.5, new Metric.Timestamp(1_700_000_000, 5));
    var counter =
        new Metric.Counter(A_LABELS, 3, exemplar, new Metric.Timestamp(1_600_000_000, 999_999_999));
    return new MetricFamily("c_seconds", "", MetricType.COUNTER, "seconds", List.of(counter));
  }

  private static MetricFamily nativeHistogram() {
    var part =
        new Metric.NativePart(
            3,
            0.001,
            1L,
            null,
            List.of(),
            List.of(),
            List.of(),
            List.of(new Metric.BucketSpan(-2, 2)),
            List.of(1L, 1L),
            List.of(),
            List.of(new Metric.Exemplar(Labels.EMPTY, 1, new Metric.Timestamp(1, 0))));
    var histogram =
        new Metric.Histogram(
            A_LABELS, 4L, null, 6.5, List.of(), new Metric.Timestamp(1_600_000_000, 1), part);
    return new MetricFamily("d", null, MetricType.HISTOGRAM, null, List.of(histogram));
  }

  private static MetricFamily family(String name, String type, double value) {
    return type.equals("gauge")
        ? new MetricFamily(
            name, null, MetricType.GAUGE, null, List.of(new Metric.Gauge(Labels.EMPTY, value)))
        : new MetricFamily(
            name,
            null,
            MetricType.COUNTER,
            null,
            List.of(new Metric.Counter(Labels.EMPTY, value, null, null)));
  }

  private static MetricFamily counter(String name, double value) {
    var counter = new Metric.Counter(Labels.of("code", "200"), value, null, null);
    return new MetricFamily(name, "the gateway's", MetricType.COUNTER, null, List.of(counter));
  }

  private String scrape(MetricFamily own) {
    return Pushing.scrape(gateway.store().view(), List.of(own));
  }

  private String text(ExpositionFormat format) {
    return new String(
        NaiveExposition.bytes(gateway.store().view(), format, EscapingScheme.UNDERSCORES),
        StandardCharsets.UTF_8);
  }
}
