package io.sluice.format.openmetrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.model.Names;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests that the recorded cases do not include: places of errors, exact numbers and times, limits.
final class OpenMetricsParserTest {
  @Test
  void parse_badLine_showsItWithACaret() {
    assertThatExceptionOfType(ParseException.class)
        .isThrownBy(() -> parse("depth 4\nrows{a=\"ü\",b=x} 1\n# EOF\n"))
        .withMessage("openmetrics parsing error in line 2: expected \" before a label value")
        .satisfies(
            e -> {
              assertThat(e.excerpt()).isEqualTo("rows{a=\"ü\",b=x} 1\n             ^");
              assertThat(e.line()).isEqualTo(2);
              assertThat(e.column()).isEqualTo(14);
            });
  }

  /// A missing part of a metric is detected only after it.
  @Test
  void parse_metricThatLacksSomething_showsItsLastLine() {
    assertThatExceptionOfType(ParseException.class)
        .isThrownBy(
            () ->
                parse(
                    """
                    # TYPE wait histogram
                    wait_bucket{le="1.0"} 1
                    wait_count 1
                    wait_sum 1
                    # TYPE depth gauge
                    depth 1
                    # EOF
                    """))
        .withMessage(
            "openmetrics parsing error in line 4: a histogram needs a bucket with le=\"+Inf\"")
        .satisfies(e -> assertThat(e.excerpt()).isEqualTo("wait_sum 1\n^"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "rows", "rows 4", "rows 4\n# EO", "# TYPE rows", "rows{a=\"b"})
  void parse_cutBody_isRefused(String body) {
    assertThatExceptionOfType(ParseException.class).isThrownBy(() -> parse(body));
  }

  @Test
  void parse_bodyCutAnywhere_isRefused() throws Exception {
    String body =
        """
        # TYPE rows counter
        # HELP rows Rows.
        rows_total{k="a"} 4 # {trace_id="x"} 0.5 1520879607.789
        # TYPE wait histogram
        wait_bucket{le="+Inf"} 17
        # EOF""";
    assertThat(parse(body)).hasSize(2);
    for (int length = 0; length < body.length(); length++) {
      String cut = body.substring(0, length);
      assertThatExceptionOfType(ParseException.class).as(cut).isThrownBy(() -> parse(cut));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "18446744073709551615, -1",
    "9007199254740993, 9007199254740993",
    "00000000000000000000000000007, 7",
    "1e3, 1000",
    "4.0, 4",
    "+4, 4",
    "-0, 0"
  })
  void parse_count_isExact(String text, long expected) throws Exception {
    MetricFamily family = parse("# TYPE size summary\nsize_count " + text + "\n# EOF\n").getFirst();
    assertThat(family.metrics())
        .containsExactly(new Metric.Summary(Labels.EMPTY, expected, null, List.of(), null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"18446744073709551616", "1e30", "0.5", "-1", "NaN", "+Inf", "0x1", ""})
  void parse_countThatIsNone_isRefused(String text) {
    assertThatExceptionOfType(ParseException.class)
        .isThrownBy(() -> parse("# TYPE size summary\nsize_count " + text + "\n# EOF\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "1520430000.123456789, 1520430000, 123456789",
    "1.520879607789E9, 1520879607, 789000000",
    "1520430000, 1520430000, 0",
    "0.5, 0, 500000000",
    "-1.5, -2, 500000000",
    "1e-300, 0, 0",
    "-1e-300, -1, 999999999",
    "253402300798.5, 253402300798, 500000000"
  })
  void parse_createdTime_isExact(String text, long seconds, int nanos) throws Exception {
    assertThat(created(text)).isEqualTo(new Metric.Timestamp(seconds, nanos));
  }

  /// A protobuf message cannot contain such a time, and it is useless.
  @ParameterizedTest
  @ValueSource(
      strings = {"1e300", "-1e300", "253402300799", "12345678901234567890123456789012345678901"})
  void parse_createdTimeOfNoYear_isLeftOut(String text) throws Exception {
    assertThat(created(text)).isNull();
  }

  /// Two lines of one series are refused by the check of all pushes, which sees two metrics.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "# TYPE m summary\nm_count 1\nm_count 1",
        "# TYPE m summary\nm{quantile=\"0.5\"} 1\nm{quantile=\"0.50\"} 1",
        "# TYPE m histogram\nm_bucket{le=\"+Inf\"} 1\nm_sum 1\nm_count 1\nm_sum 1",
        "# TYPE m counter\nm_total 1\nm_created 1\nm_created 1",
        "# TYPE m info\nm_info 1\nm_info 1"
      })
  void parse_seriesTwice_isTwoMetrics(String lines) throws Exception {
    List<Metric> metrics = parse(lines + "\n# EOF\n").getFirst().metrics();
    assertThat(metrics).hasSize(2).extracting(Metric::labels).containsOnly(Labels.EMPTY);
  }

  @Test
  void parse_longExemplar_isLeftOutAndItsSampleKept() throws Exception {
    assertThat(exemplar("x".repeat(127))).isNotNull();
    assertThat(exemplar("😀".repeat(127))).isNotNull();
    assertThat(exemplar("x".repeat(128))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# TYPE a gauge\n# TYPE b gauge\n# HELP a x",
        "# TYPE rows_created gauge\n# TYPE rows counter",
        "# TYPE rows counter\n# TYPE rows_created gauge",
        "# TYPE build info\n# TYPE build_info gauge",
        "# TYPE wait_gsum gauge\n# TYPE wait gaugehistogram",
        "# TYPE wait summary\nwait_count 1\nwait_bucket 1\nwait_sum 1"
      })
  void parse_namesThatClash_areRefused(String lines) {
    assertThatExceptionOfType(ParseException.class)
        .isThrownBy(() -> parse(lines + "\n# EOF\n"))
        .withMessageContaining("name clash");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# TYPE \"a\" gauge",
        "{\"a\"} 1",
        "a{\"b\"=\"c\"} 1",
        "# TYPE a counter\na_total 1 # {\"b\"=\"c\"} 1"
      })
  void parse_quotedName_isRefusedWithoutUtf8Names(String lines) throws Exception {
    byte[] body = (lines + "\n# EOF\n").getBytes(StandardCharsets.UTF_8);
    OpenMetricsParser.parse(body, Names.UTF8, ParseLimits.NONE);
    assertThatExceptionOfType(ParseException.class)
        .isThrownBy(() -> OpenMetricsParser.parse(body, Names.LEGACY, ParseLimits.NONE))
        .withMessageContaining("--push.enable-utf8-names");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "labels_per_series|a{b=\"1\",c=\"2\",d=\"3\"} 1",
        "name_length|abcdefghi 1",
        "name_length|a{abcdefghi=\"1\"} 1",
        "label_value_length|a{b=\"123456789\"} 1",
        "series_per_push|a 1,b 1,c 1"
      })
  void parse_moreThanTheLimits_isRefused(String limit, String lines) {
    byte[] body = (lines.replace(" 1,", " 1\n") + "\n# EOF\n").getBytes(StandardCharsets.UTF_8);
    assertThatExceptionOfType(ParseException.class)
        .isThrownBy(
            () -> OpenMetricsParser.parse(body, Names.LEGACY, new ParseLimits(2, 8, 8, 8, 5)))
        .satisfies(e -> assertThat(e.limit()).isEqualTo(limit));
  }

  @Test
  void parse_help_takesAQuoteThatIsNotEscaped() throws Exception {
    assertThat(parse("# HELP a say \"\\x\\\"\\\na 1\n# EOF\n").getFirst())
        .isEqualTo(
            new MetricFamily(
                "a",
                "say \"\\x\"\\",
                MetricType.UNTYPED,
                null,
                List.of(new Metric.Untyped(Labels.EMPTY, 1))));
  }

  private static Metric.@Nullable Timestamp created(String text) throws ParseException {
    String body = "# TYPE rows counter\nrows_total 1\nrows_created " + text + "\n# EOF\n";
    return ((Metric.Counter) parse(body).getFirst().metrics().getFirst()).created();
  }

  private static Metric.@Nullable Exemplar exemplar(String value) throws ParseException {
    String body = "# TYPE rows counter\nrows_total 1 # {a=\"" + value + "\"} 1\n# EOF\n";
    return ((Metric.Counter) parse(body).getFirst().metrics().getFirst()).exemplar();
  }

  private static List<MetricFamily> parse(String body) throws ParseException {
    return OpenMetricsParser.parse(
            body.getBytes(StandardCharsets.UTF_8), Names.LEGACY, ParseLimits.NONE)
        .families();
  }
}
