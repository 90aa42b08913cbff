package io.sluice.format.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.format.EscapingScheme;
import io.sluice.format.MetricGenerator;
import io.sluice.format.ParseException;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.Metric.BucketSpan;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProtobufWriterTest {
  private static final Metric.Timestamp CREATED = new Metric.Timestamp(1795352468, 500);
  private static final Metric.Exemplar EXEMPLAR =
      new Metric.Exemplar(Labels.of("trace_id", "abc"), 0.25, new Metric.Timestamp(0, 0));
  private static final MetricFamily COUNTERS =
      new MetricFamily(
          "c_seconds_total",
          "Some \"help\".\n",
          MetricType.COUNTER,
          "seconds",
          List.of(
              new Metric.Counter(Labels.of("job", "a", "instance", ""), 17000, EXEMPLAR, CREATED),
              new Metric.Counter(Labels.EMPTY, 1e21, null, null)));

  @Test
  void text_counters_aFieldALine() {
    var out = new ByteArrayBuilder();
    ProtobufWriter.text(out, COUNTERS, EscapingScheme.UNDERSCORES);

    assertThat(out.toString())
        .isEqualTo(
            """
            name:  "c_seconds_total"
            help:  "Some \\"help\\".\\n"
            type:  COUNTER
            metric:  {
              label:  {
                name:  "instance"
                value:  ""
              }
              label:  {
                name:  "job"
                value:  "a"
              }
              counter:  {
                value:  17000
                exemplar:  {
                  label:  {
                    name:  "trace_id"
                    value:  "abc"
                  }
                  value:  0.25
                  timestamp:  {}
                }
                created_timestamp:  {
                  seconds:  1795352468
                  nanos:  500
                }
              }
            }
            metric:  {
              counter:  {
                value:  1e+21
              }
            }
            unit:  "seconds"
            """);
  }

  @Test
  void compactText_counters_oneLine() {
    var out = new ByteArrayBuilder();
    ProtobufWriter.compactText(out, COUNTERS, EscapingScheme.UNDERSCORES);

    assertThat(out.toString())
        .isEqualTo(
            """
            name:"c_seconds_total"  help:"Some \\"help\\".\\n"  type:COUNTER  \
            metric:{label:{name:"instance"  value:""}  label:{name:"job"  value:"a"}  \
            counter:{value:17000  \
            exemplar:{label:{name:"trace_id"  value:"abc"}  value:0.25  timestamp:{}}  \
            created_timestamp:{seconds:1795352468  nanos:500}}}  \
            metric:{counter:{value:1e+21}}  unit:"seconds"
            """);
  }

  @Test
  void metricText_untyped_asRecorded() {
    assertThat(text(new Metric.Untyped(Labels.of("job", "e", "instance", ""), 2)))
        .isEqualTo(
            """
            label:{name:"instance"  value:""}  label:{name:"job"  value:"e"}  untyped:{value:2}""");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, -0",
    "NaN, nan",
    "Infinity, inf",
    "-Infinity, -inf",
    "4.9E-324, 5e-324"
  })
  void metricText_specialNumber_asRecorded(double value, String shown) {
    assertThat(text(new Metric.Gauge(Labels.EMPTY, value)))
        .isEqualTo("gauge:{value:" + shown + "}");
  }

  @Test
  void metricText_specialCharacters_escapedAsGoDoes() {
    assertThat(
            text(
                new Metric.Valueless(
                    Labels.of("é\udcff", "\"\\\n\r\t\u0000\u001f\u007f\u0085\u00a0日😀"))))
        .isEqualTo(
            """
            label:{name:"é\\xff"  value:"\\"\\\\\\n\\r\\t\\x00\\x1f\\x7f\\u0085\u00a0日😀"}""");
  }

  @Test
  void metricText_summary_asRecorded() {
    var summary =
        new Metric.Summary(
            Labels.EMPTY,
            4L,
            3.5,
            List.of(new Metric.Quantile(0.5, 0.1), new Metric.Quantile(0.9, 0.1)),
            null);

    assertThat(text(summary))
        .isEqualTo(
            """
            summary:{sample_count:4  sample_sum:3.5  quantile:{quantile:0.5  value:0.1}  \
            quantile:{quantile:0.9  value:0.1}}""");
  }

  @Test
  void metricText_integerHistogram_asRecorded() {
    var part =
        new Metric.NativePart(
            8,
            1e-128,
            0L,
            null,
            List.of(new BucketSpan(1, 3), new BucketSpan(1, 1)),
            List.of(6L, -4L, 3L, -3L),
            List.of(),
            List.of(new BucketSpan(0, 2)),
            List.of(8L, -7L),
            List.of(),
            List.of());
    var histogram =
        new Metric.Histogram(Labels.EMPTY, 24L, null, 22.23347267788806, List.of(), null, part);

    assertThat(text(histogram))
        .isEqualTo(
            """
            histogram:{sample_count:24  sample_sum:22.23347267788806  schema:8  \
            zero_threshold:1e-128  zero_count:0  negative_span:{offset:1  length:3}  \
            negative_span:{offset:1  length:1}  negative_delta:6  negative_delta:-4  \
            negative_delta:3  negative_delta:-3  positive_span:{offset:0  length:2}  \
            positive_delta:8  positive_delta:-7}""");
  }

  @Test
  void metricText_floatHistogram_asRecorded() {
    var part =
        new Metric.NativePart(
            -4,
            1e-128,
            null,
            1.0,
            List.of(new BucketSpan(-3, 1)),
            List.of(),
            List.of(8.0),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    var histogram =
        new Metric.Histogram(Labels.EMPTY, null, 9.0, -0.8128018695834207, List.of(), null, part);

    assertThat(text(histogram))
        .isEqualTo(
            """
            histogram:{sample_count_float:9  sample_sum:-0.8128018695834207  schema:-4  \
            zero_threshold:1e-128  zero_count_float:1  negative_span:{offset:-3  length:1}  \
            negative_count:8}""");
  }

  @ParameterizedTest
  @CsvSource({
    "UNDERSCORES, a_b, l_m",
    "DOTS, a_dot_b, l_dot_m",
    "VALUES, U__a_2e_b, U__l_2e_m",
    "ALLOW_UTF8, a.b, l.m"
  })
  void delimited_utf8Names_escaped(EscapingScheme escaping, String name, String label)
      throws ParseException {
    var family =
        new MetricFamily(
            "a.b",
            null,
            MetricType.GAUGE,
            null,
            List.of(new Metric.Gauge(Labels.of("l.m", "v.w"), 1)));

    MetricFamily written = writtenAndParsed(family, escaping);

    assertThat(written.name()).isEqualTo(name);
    assertThat(written.metrics()).containsExactly(new Metric.Gauge(Labels.of(label, "v.w"), 1));
  }

  /// A unit that is not a suffix of the name makes some Prometheus servers refuse the whole scrape.
  @ParameterizedTest
  @CsvSource({
    "GAUGE, a_seconds, seconds",
    "GAUGE, a_seconds_total,",
    "GAUGE, aseconds,",
    "GAUGE, seconds,",
    "GAUGE, a.seconds,",
    "COUNTER, a_seconds_total, seconds",
    "COUNTER, a_seconds, seconds",
    "COUNTER, a_total,"
  })
  void delimited_unit_onlyWhereTheNameEndsInIt(MetricType type, String name, String shown)
      throws ParseException {
    var family = new MetricFamily(name, null, type, "seconds", List.of());

    assertThat(writtenAndParsed(family, EscapingScheme.ALLOW_UTF8).unit()).isEqualTo(shown);
  }

  /// If the first histogram of a message is native, a Prometheus server before 3.7 treats the
  /// classic ones after it as native too, and refuses the scrape.
  @Test
  void delimited_classicAndNativeHistograms_twoMessages() throws Exception {
    Metric nativeOne = histogram("n", List.of(new BucketSpan(0, 1)));
    Metric classic = histogram("c", List.of());
    var family =
        new MetricFamily("h", "x", MetricType.HISTOGRAM, null, List.of(nativeOne, classic));

    assertThat(messages(family))
        .containsExactly(
            new MetricFamily("h", "x", MetricType.HISTOGRAM, null, List.of(classic)),
            new MetricFamily("h", "x", MetricType.HISTOGRAM, null, List.of(nativeOne)));
  }

  @Test
  void delimited_anyFamily_parsesBack() throws Exception {
    for (MetricFamily family : families()) {
      List<MetricFamily> messages = messages(family);

      assertThat(messages)
          .allMatch(message -> message.name().equals(family.name()))
          .allMatch(message -> message.type() == family.type())
          .allMatch(message -> Objects.equals(message.help(), family.help()));
      assertThat(messages.stream().flatMap(message -> message.metrics().stream()))
          .containsExactlyInAnyOrderElementsOf(family.metrics());
    }
  }

  @Test
  void metrics_anyMetrics_comeBackAsTheyWere() {
    for (MetricFamily family : families()) {
      byte[] stored = ProtobufWriter.metrics(family.metrics(), family.type());

      assertThat(ProtobufParser.metrics(stored, family.type())).isEqualTo(family.metrics());
    }
  }

  private static List<MetricFamily> families() {
    long seed = System.nanoTime();
    System.out.println("ProtobufWriterTest: seed=" + seed);
    var generator = new MetricGenerator(new Random(seed));
    return Stream.generate(generator::family).limit(2_000).toList();
  }

  private static MetricFamily writtenAndParsed(MetricFamily family, EscapingScheme escaping)
      throws ParseException {
    var out = new ByteArrayBuilder();
    ProtobufWriter.delimited(out, family, escaping);
    return ProtobufParser.parse(out.toByteArray()).families().getFirst();
  }

  /// The messages of the written family, each parsed separately.
  private static List<MetricFamily> messages(MetricFamily family)
      throws ParseException, IOException {
    var out = new ByteArrayBuilder();
    ProtobufWriter.delimited(out, family, EscapingScheme.ALLOW_UTF8);
    var families = new ArrayList<MetricFamily>();
    var messages = new DelimitedMessages(out.toByteArray());
    while (messages.hasNext()) {
      var body = new ByteArrayOutputStream();
      messages.next(io.sluice.format.proto.MetricFamily.parser()).writeDelimitedTo(body);
      families.addAll(ProtobufParser.parse(body.toByteArray()).families());
    }
    return families;
  }

  private static Metric histogram(String job, List<BucketSpan> spans) {
    var part =
        new Metric.NativePart(
            3, null, null, null, List.of(), List.of(), List.of(), spans, List.of(), List.of(),
            List.of());
    return new Metric.Histogram(Labels.of("job", job), 1L, null, 1.0, List.of(), null, part);
  }

  private static String text(Metric metric) {
    return ProtobufWriter.metricText(metric, MetricType.UNTYPED);
  }
}
