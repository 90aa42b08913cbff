package io.sluice.format.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.format.EscapingScheme;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.model.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TextWriterTest {
  @Test
  void header_anyHelp_isEscapedAndOptional() {
    assertThat(header("a", null, MetricType.UNTYPED)).isEqualTo("# TYPE a untyped\n");
    assertThat(header("a", "", MetricType.GAUGE)).isEqualTo("# HELP a \n# TYPE a gauge\n");
    assertThat(header("a", "say \"x\\y\"\nand ü", MetricType.COUNTER))
        .isEqualTo(
            """
            # HELP a say "x\\\\y"\\nand ü
            # TYPE a counter
            """);
  }

  @Test
  void header_gaugeHistogram_isCalledHistogram() {
    assertThat(header("a", null, MetricType.GAUGE_HISTOGRAM)).isEqualTo("# TYPE a histogram\n");
    assertThat(header("a", null, MetricType.HISTOGRAM)).isEqualTo("# TYPE a histogram\n");
    assertThat(header("a", null, MetricType.SUMMARY)).isEqualTo("# TYPE a summary\n");
  }

  @Test
  void samples_simpleMetrics_areOneLineEach() {
    var family =
        family(
            "up",
            MetricType.GAUGE,
            new Metric.Gauge(Labels.EMPTY, 1),
            new Metric.Gauge(Labels.of("job", "a", "instance", ""), -0.0),
            new Metric.Gauge(Labels.of("job", "q\"b\\s\nnl\rcr é😀"), 1e6),
            new Metric.Gauge(Labels.of("job", "x"), Double.NaN));
    assertThat(write(family, EscapingScheme.UNDERSCORES))
        .isEqualTo(
            """
            # TYPE up gauge
            up 1
            up{instance="",job="a"} 0
            up{job="q\\"b\\\\s\\nnl\rcr é😀"} 1e+06
            up{job="x"} NaN
            """);
  }

  @Test
  void samples_counterAndUntyped_areOneLineEach() {
    assertThat(samples("c", MetricType.COUNTER, new Metric.Counter(Labels.EMPTY, 3, null, null)))
        .isEqualTo("c 3\n");
    assertThat(
            samples(
                "u",
                MetricType.UNTYPED,
                new Metric.Untyped(Labels.EMPTY, Double.NEGATIVE_INFINITY)))
        .isEqualTo("u -Inf\n");
  }

  @Test
  void samples_summary_areQuantilesSumAndCount() {
    var summary =
        new Metric.Summary(
            Labels.of("b", "2", "zone", "x"),
            2_000_000L,
            17.5,
            List.of(new Metric.Quantile(0.5, 1.25), new Metric.Quantile(0.99, Double.NaN)),
            null);
    assertThat(samples("s", MetricType.SUMMARY, summary))
        .isEqualTo(
            """
            s{b="2",zone="x",quantile="0.5"} 1.25
            s{b="2",zone="x",quantile="0.99"} NaN
            s_sum{b="2",zone="x"} 17.5
            s_count{b="2",zone="x"} 2e+06
            """);
  }

  @Test
  void samples_emptySummary_hasZeros() {
    assertThat(
            samples(
                "s",
                MetricType.SUMMARY,
                new Metric.Summary(Labels.EMPTY, null, null, List.of(), null)))
        .isEqualTo("s_sum 0\ns_count 0\n");
  }

  @Test
  void samples_histogramWithoutInfinity_getsItFromTheCount() {
    var histogram =
        new Metric.Histogram(
            Labels.of("a", "1"), 7L, null, 3.5, List.of(bucket(0.1, 2), bucket(10, 5)), null, null);
    assertThat(samples("h", MetricType.HISTOGRAM, histogram))
        .isEqualTo(
            """
            h_bucket{a="1",le="0.1"} 2
            h_bucket{a="1",le="10"} 5
            h_bucket{a="1",le="+Inf"} 7
            h_sum{a="1"} 3.5
            h_count{a="1"} 7
            """);
  }

  @Test
  void samples_histogramWithInfinity_keepsItWhereItStood() {
    var histogram =
        new Metric.Histogram(
            Labels.EMPTY,
            -1L,
            null,
            null,
            List.of(bucket(Double.POSITIVE_INFINITY, 4), bucket(1, 3)),
            null,
            null);
    assertThat(samples("h", MetricType.GAUGE_HISTOGRAM, histogram))
        .isEqualTo(
            """
            h_bucket{le="+Inf"} 4
            h_bucket{le="1"} 3
            h_sum 0
            h_count 1.8446744073709552e+19
            """);
  }

  @Test
  void samples_floatHistogram_showsTheFloats() {
    var histogram =
        new Metric.Histogram(
            Labels.EMPTY,
            null,
            2.5,
            1.0,
            List.of(new Metric.Bucket(null, 1.5, 1, null), new Metric.Bucket(9L, 0.0, 2, null)),
            null,
            null);
    assertThat(samples("h", MetricType.HISTOGRAM, histogram))
        .isEqualTo(
            """
            h_bucket{le="1"} 1.5
            h_bucket{le="2"} 9
            h_bucket{le="+Inf"} 2.5
            h_sum 1
            h_count 2.5
            """);
  }

  @Test
  void samples_namesThatAreNotLegacyValid_areQuoted() {
    var family =
        new MetricFamily(
            "my.\"metric\"",
            "help",
            MetricType.SUMMARY,
            null,
            List.of(
                new Metric.Summary(
                    Labels.of("la.bel", "v", "a:b", "w"),
                    1L,
                    2.0,
                    List.of(new Metric.Quantile(0.5, 1)),
                    null),
                new Metric.Summary(Labels.EMPTY, 1L, 2.0, List.of(), null)));
    assertThat(write(family, EscapingScheme.ALLOW_UTF8))
        .isEqualTo(
            """
            # HELP "my.\\"metric\\"" help
            # TYPE "my.\\"metric\\"" summary
            {"my.\\"metric\\"","a:b"="w","la.bel"="v",quantile="0.5"} 1
            {"my.\\"metric\\"_sum","a:b"="w","la.bel"="v"} 2
            {"my.\\"metric\\"_count","a:b"="w","la.bel"="v"} 1
            {"my.\\"metric\\"_sum"} 2
            {"my.\\"metric\\"_count"} 1
            """);
    assertThat(write(family, EscapingScheme.UNDERSCORES))
        .isEqualTo(
            """
            # HELP my__metric_ help
            # TYPE my__metric_ summary
            my__metric_{a_b="w",la_bel="v",quantile="0.5"} 1
            my__metric__sum{a_b="w",la_bel="v"} 2
            my__metric__count{a_b="w",la_bel="v"} 1
            my__metric__sum 2
            my__metric__count 1
            """);
  }

  @Test
  void samples_metricNameWithColon_staysBare() {
    assertThat(samples("job:up", MetricType.GAUGE, new Metric.Gauge(Labels.of("a", "b"), 1)))
        .isEqualTo("job:up{a=\"b\"} 1\n");
  }

  @Test
  void samples_valueless_isRefused() {
    assertThatThrownBy(
            () -> samples("v", MetricType.GAUGE, new Metric.Valueless(Labels.of("a", "b"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a metric without a value: family=v type=GAUGE");
  }

  @Test
  void samples_labelValueThatIsNotUtf8_keepsItsBytes() {
    byte[] value = {'a', (byte) 0xFF};
    var out = new ByteArrayBuilder();
    TextWriter.samples(
        out,
        "g",
        MetricType.GAUGE,
        new Metric.Gauge(Labels.of("l", Utf8.decode(value)), 1),
        EscapingScheme.ALLOW_UTF8);
    assertThat(out.toByteArray()).contains(0xFF);
  }

  private static Metric.Bucket bucket(double upperBound, long count) {
    return new Metric.Bucket(count, null, upperBound, null);
  }

  private static MetricFamily family(String name, MetricType type, Metric... metrics) {
    return new MetricFamily(name, null, type, null, List.of(metrics));
  }

  private static String header(String name, @Nullable String help, MetricType type) {
    var out = new ByteArrayBuilder();
    TextWriter.header(out, name, help, type, EscapingScheme.ALLOW_UTF8);
    return text(out);
  }

  private static String samples(String name, MetricType type, Metric metric) {
    var out = new ByteArrayBuilder(0);
    TextWriter.samples(out, name, type, metric, EscapingScheme.ALLOW_UTF8);
    return text(out);
  }

  private static String write(MetricFamily family, EscapingScheme escaping) {
    var out = new ByteArrayBuilder(0);
    TextWriter.header(out, family.name(), family.help(), family.type(), escaping);
    family
        .metrics()
        .forEach(metric -> TextWriter.samples(out, family.name(), family.type(), metric, escaping));
    return text(out);
  }

  private static String text(ByteArrayBuilder out) {
    return new String(out.toByteArray(), StandardCharsets.UTF_8);
  }
}
