package io.sluice.format.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.format.ParseException;
import io.sluice.format.ParsedBody;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.model.Names;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TextParserTest {
  @Test
  void parse_familiesOfAllTypes_areReadInOrder() throws ParseException {
    ParsedBody body =
        parse(
            """
            # A comment.
            # EOF
            # UNIT c_total seconds
            # HELP c_total Counts \\\\ and\\nmore "quotes\\".
            # TYPE c_total counter
            c_total{b="2",a="1"} 3
              c_total   {  a = "x\\"\\\\\\ny" , }   4.5

            \t
            # TYPE g GaUgE
            g -Inf
            bare{} 7
            # TYPE without_samples gauge
            """);
    assertThat(body.hasTimestamps()).isFalse();
    assertThat(body.families())
        .containsExactly(
            new MetricFamily(
                "c_total",
                "Counts \\ and\nmore \"quotes\".",
                MetricType.COUNTER,
                null,
                List.of(
                    new Metric.Counter(Labels.of("a", "1", "b", "2"), 3, null, null),
                    new Metric.Counter(Labels.of("a", "x\"\\\ny"), 4.5, null, null))),
            new MetricFamily(
                "g",
                null,
                MetricType.GAUGE,
                null,
                List.of(new Metric.Gauge(Labels.EMPTY, Double.NEGATIVE_INFINITY))),
            new MetricFamily(
                "bare",
                null,
                MetricType.UNTYPED,
                null,
                List.of(new Metric.Untyped(Labels.EMPTY, 7))));
  }

  @Test
  void parse_summaryLinesInAnyOrder_areJoinedByLabels() throws ParseException {
    assertThat(
            metrics(
                """
                # TYPE s summary
                s_sum{a="1"} 2.5
                s{a="2",quantile="0.5"} 7
                s{quantile="0.9",a="1"} 3
                s_count{a="1"} 1.5
                s{a="1",quantile="0.5"} 2
                s{b="3"} 4
                """))
        .containsExactly(
            new Metric.Summary(
                Labels.of("a", "1"),
                1L,
                2.5,
                List.of(new Metric.Quantile(0.9, 3), new Metric.Quantile(0.5, 2)),
                null),
            new Metric.Summary(
                Labels.of("a", "2"), null, null, List.of(new Metric.Quantile(0.5, 7)), null),
            new Metric.Summary(Labels.of("b", "3"), null, null, List.of(), null));
  }

  @Test
  void parse_summaryCount_isCastAsInGo() throws ParseException {
    assertThat(summaryCount("1.9")).isEqualTo(1);
    assertThat(summaryCount("-1")).isEqualTo(-1);
    assertThat(summaryCount("-0.5")).isZero();
    assertThat(summaryCount("1e19")).isEqualTo(Long.parseUnsignedLong("10000000000000000000"));
    assertThat(summaryCount("18446744073709551616")).isEqualTo(Long.MIN_VALUE);
    assertThat(summaryCount("NaN")).isEqualTo(Long.MIN_VALUE);
    assertThat(summaryCount("-Inf")).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void parse_histogramOfIntegers_keepsThem() throws ParseException {
    assertThat(
            metrics(
                """
                # TYPE h histogram
                h_bucket{le="1"} 2
                h_bucket{le="+Inf"} 1e3
                h_count 1000
                h_sum NaN
                h_bucket{a="",le="5"} 1
                h_bucket{a="",le="nan"} 1
                """))
        .containsExactly(
            new Metric.Histogram(
                Labels.EMPTY,
                1000L,
                null,
                Double.NaN,
                List.of(
                    new Metric.Bucket(2L, null, 1, null),
                    new Metric.Bucket(1000L, null, Double.POSITIVE_INFINITY, null)),
                null,
                null),
            new Metric.Histogram(
                Labels.of("a", ""),
                null,
                null,
                null,
                List.of(new Metric.Bucket(1L, null, 5, null)),
                null,
                null));
  }

  @Test
  void parse_histogramWithOneFloat_becomesFloatThroughout() throws ParseException {
    assertThat(
            metrics(
                """
                # TYPE h gaugehistogram
                h_bucket{le="1"} 2
                h_bucket{le="2"} 2.5
                h_bucket{le="3"} 0
                h_count{a="1"} 1.5
                h_bucket{a="1",le="2"} 1
                """))
        .containsExactly(
            new Metric.Histogram(
                Labels.EMPTY,
                null,
                0.0,
                null,
                List.of(
                    new Metric.Bucket(null, 2.0, 1, null),
                    new Metric.Bucket(null, 2.5, 2, null),
                    new Metric.Bucket(null, 0.0, 3, null)),
                null,
                null),
            new Metric.Histogram(
                Labels.of("a", "1"),
                null,
                1.5,
                null,
                List.of(new Metric.Bucket(null, 1.0, 2, null)),
                null,
                null));
  }

  @Test
  void parse_suffixes_belongToAFamilyOnlyWhereItsTypeHasThem() throws ParseException {
    ParsedBody body =
        parse(
            """
            x_count 1
            # TYPE x summary
            x_count 2
            x_sum 3
            x_bucket{le="1"} 4
            # TYPE g gauge
            g_sum 5
            # HELP x_sum goes to x
            """);
    assertThat(body.families().stream().map(MetricFamily::name))
        .containsExactly("x_count", "x", "x_bucket", "g_sum");
    assertThat(body.families().get(0).metrics()).hasSize(2);
    assertThat(body.families().get(1).help()).isEqualTo("goes to x");
  }

  /// Would catch a cached name that still refers to the family from before the TYPE line.
  @Test
  void parse_typeBetweenLinesOfOneName_changesWhereTheyBelong() throws ParseException {
    ParsedBody body =
        parse(
            """
            # TYPE x summary
            x_sum 1
            # TYPE y_sum gauge
            x_sum{a="1"} 2
            y_sum 3
            y_sum 4
            """);
    assertThat(body.families().stream().map(family -> family.metrics().size()))
        .containsExactly(2, 2);
  }

  @Test
  void parse_quotedNames_areTakenInAndBeforeBraces() throws ParseException {
    ParsedBody body =
        parse(
            """
            # HELP "my.metric" help
            # TYPE "my.metric" gauge
            {"my.metric","la.bel"="1",b="2"} 1
            {c="3","my.metric"} 2
            { bare , a="\\\\" } 3
            "my.\\"x\\"\\n"{a="4"} 4
            {"my.metric"}5
            """,
            Names.UTF8);
    assertThat(body.families().get(0).metrics())
        .containsExactly(
            new Metric.Gauge(Labels.of("la.bel", "1", "b", "2"), 1),
            new Metric.Gauge(Labels.of("c", "3"), 2),
            new Metric.Gauge(Labels.EMPTY, 5));
    assertThat(body.families().stream().map(MetricFamily::name))
        .containsExactly("my.metric", "bare", "my.\"x\"\n");
  }

  @Test
  void parse_bucketLabelBeforeTheNameInBraces_isStillTheBucket() throws ParseException {
    assertThat(
            metrics(
                """
                # TYPE h histogram
                # TYPE other gauge
                {a="1",le="5","h_bucket"} 2
                """))
        .containsExactly(
            new Metric.Histogram(
                Labels.of("a", "1"),
                null,
                null,
                null,
                List.of(new Metric.Bucket(2L, null, 5, null)),
                null,
                null));
  }

  @Test
  void parse_quotedButLegacyValidNames_areTakenInLegacyMode() throws ParseException {
    assertThat(parse("{\"m\",\"l\"=\"v\"} 1\n").families())
        .containsExactly(
            new MetricFamily(
                "m",
                null,
                MetricType.UNTYPED,
                null,
                List.of(new Metric.Untyped(Labels.of("l", "v"), 1))));
  }

  @Test
  void parse_timestamps_areNoticed() throws ParseException {
    assertThat(parse("a 1 -123\n").hasTimestamps()).isTrue();
    assertThat(parse("a 1\t+9223372036854775807\n").hasTimestamps()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n", "\r\n", " \t", "\t\n \n", "#\n", "# \n#\n", "# HELP a\n# TYPE a\n"})
  void parse_nothing_isAnEmptyBody(String body) throws ParseException {
    assertThat(parse(body).families()).isEmpty();
  }

  /// Would catch a carriage return in a value, a type or a help.
  @Test
  void parse_crLfLineEnds_areLineEnds() throws ParseException {
    String body =
        """
        # HELP a the help
        # TYPE a gauge
        a 1

        # HELP b
        # TYPE
        b{x="\\n"} 2 123
        """;
    ParsedBody withLf = parse(body);
    assertThat(parse(body.replace("\n", "\r\n"))).isEqualTo(withLf);
    assertThat(parse(body.replace("\n", "\r\n").stripTrailing())).isEqualTo(withLf);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a 1",
        "a 1\n",
        "a 1\r\n",
        "# c\na 1",
        "# TYPE a untyped\r\na 1\r\n",
        " a 1\n"
      })
  void parse_byteOrderMark_isSkipped(String body) throws ParseException {
    assertThat(parse("\uFEFF" + body)).isEqualTo(parse(body));
  }

  @Test
  void parse_carriageReturnsInTexts_arePartOfThem() throws ParseException {
    ParsedBody body = parse("# HELP a b\r\\nc\r\\n\r\na{l=\"x\r\"} 1\n");
    assertThat(body.families().getFirst().help()).isEqualTo("b\r\nc\r\n");
    assertThat(body.families().getFirst().metrics())
        .containsExactly(new Metric.Untyped(Labels.of("l", "x\r"), 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a 1", "a{b=\"c\"} 1", "a 1 2", "# TYPE a gauge\na 1", "# HELP a text\n{\"a\"} 1"})
  void parse_missingLastLineFeed_isAccepted(String body) throws ParseException {
    assertThat(parse(body)).isEqualTo(parse(body + "\n"));
  }

  @Test
  void parse_helpThatIsNotUtf8_getsReplacementCharacters() throws ParseException {
    byte[] body = "# HELP a x?y\na 1\n".getBytes(StandardCharsets.ISO_8859_1);
    body[10] = (byte) 0xFF;
    assertThat(TextParser.parse(body, Names.LEGACY).families().getFirst().help())
        .isEqualTo("x\uFFFDy");
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void parse_brokenBody_isRefusedInUpstreamsWords(String body, String message) {
    assertThat(refusal(body, Names.LEGACY).getMessage())
        .isEqualTo("text format parsing error in line " + message);
  }

  static List<Object[]> refusals() {
    return List.of(
        refusal("a{", "1: unexpected end of input stream"),
        refusal("\na", "2: unexpected end of input stream"),
        refusal("a ", "1: unexpected end of input stream"),
        refusal("a{}", "1: unexpected end of input stream"),
        refusal("a{b", "1: unexpected end of input stream"),
        refusal("a{b=", "1: unexpected end of input stream"),
        refusal("a{b=\"c", "1: unexpected end of input stream"),
        refusal("a{b=\"c\\", "1: unexpected end of input stream"),
        refusal("a{b=\"c\"", "1: unexpected end of input stream"),
        refusal("# HELP a b\\", "1: unexpected end of input stream"),
        refusal("a 1\n#", "2: unexpected end of input stream"),
        refusal("# ", "1: unexpected end of input stream"),
        refusal("#\r", "1: unexpected end of input stream"),
        refusal("# c", "1: unexpected end of input stream"),
        refusal("# HELP", "1: unexpected end of input stream"),
        refusal("# HELP a", "1: unexpected end of input stream"),
        refusal("# HELP a b", "1: unexpected end of input stream"),
        refusal("# TYPE a ", "1: unexpected end of input stream"),
        refusal("# TYPE a gauge", "1: unexpected end of input stream"),
        refusal("# TYPE a gauge\r", "1: unexpected end of input stream"),
        refusal("# TYPE a x", "1: unexpected end of input stream"),
        refusal("# HELP m Help.# TYPE m gaugem 3", "1: unexpected end of input stream"),
        refusal("# note\rx 2\r", "1: unexpected end of input stream"),
        refusal("# note\rx 2\n", "1: carriage return without line feed in comment"),
        refusal("#\rx 2\n", "1: carriage return without line feed in comment"),
        refusal("#no\rte\r\n", "1: carriage return without line feed in comment"),
        refusal("# HELP a b\ra 2\r\n", "1: carriage return without line feed in comment"),
        refusal("# HELP a\ra 2\n", "1: invalid metric name in comment"),
        refusal("# TYPE a gauge\ra 2\n", "1: unknown metric type \"gauge\\ra 2\""),
        refusal("# TYPE a \rgauge\n", "1: unknown metric type \"\\rgauge\""),
        refusal("a 1\r", "1: unexpected end of input stream"),
        refusal("a{b=\"c\"} 1\r", "1: unexpected end of input stream"),
        refusal("a 1\rb 2\r", "1: expected float as value, got \"1\\rb\""),
        refusal("a 1\n\r", "2: invalid metric name"),
        refusal("\r", "1: invalid metric name"),
        refusal("\r\ra 1\n", "1: invalid metric name"),
        refusal("a\r1\n", "1: expected float as value, got \"\\r1\""),
        refusal("a\r 1\n", "1: expected float as value, got \"\\r\""),
        refusal("a{\rb=\"c\"} 1\n", "1: invalid label name for metric \"a\""),
        refusal("a{b=\"c\"\r} 1\n", "1: unexpected end of label value \"c\""),
        refusal("# HELP \"a", "1: unexpected end of input stream"),
        refusal("\uFEFF\uFEFFa 1\n", "1: invalid metric name"),
        refusal("a 1\n\uFEFFb 1\n", "2: invalid metric name"),
        refusal("1a 1\n", "1: invalid metric name"),
        refusal("\"\" 1\n", "1: invalid metric name"),
        refusal("{}\n", "1: invalid metric name"),
        refusal("a 1\n{} 1\n", "2: invalid metric name"),
        refusal("a 1\n{b=\"c\"} 1\n", "2: invalid metric name"),
        refusal("\"a.b\" 1\n", "1: invalid metric name \"a.b\""),
        refusal("{\"a.b\"} 1\n", "1: invalid metric name \"a.b\""),
        refusal("# TYPE \"\" gauge\n", "1: invalid metric name \"\""),
        refusal("# TYPE a.b gauge\n", "1: invalid metric name in comment"),
        refusal("# HELP 1 gauge\n", "1: invalid metric name in comment"),
        refusal("# HELP a b\n# HELP a c\n", "2: second HELP line for metric name \"a\""),
        refusal(
            "# TYPE a gauge\n# TYPE a gauge\n",
            "2: second TYPE line for metric name \"a\", or TYPE reported after samples"),
        refusal(
            "a 1\n# TYPE a gauge\n",
            "2: second TYPE line for metric name \"a\", or TYPE reported after samples"),
        refusal("# TYPE a info\n", "1: unknown metric type \"info\""),
        refusal("# TYPE a gauge \n", "1: unknown metric type \"gauge \""),
        refusal("a{=\"1\"} 1\n", "1: invalid label name for metric \"a\""),
        refusal("a{1b=\"1\"} 1\n", "1: invalid label name for metric \"a\""),
        refusal("a{\n", "1: invalid label name for metric \"a\""),
        refusal("{=\n", "1: invalid label name for metric \"\""),
        refusal("a{b:c=\"1\"} 1\n", "1: expected '=' after label name, found ':'"),
        refusal("a{b}\n", "1: expected '=' after label name, found '}'"),
        refusal("a{\"b\", c=\"1\"} 1\n", "1: expected '=' after label name, found ','"),
        refusal("{\"a\",\"b\"} 1\n", "1: multiple metric names for metric \"a\""),
        refusal("{a:b} 1\n", "1: unexpected end of metric name ':'"),
        refusal("{\"a\" 'b'} 1\n", "1: unexpected end of metric name '\\''"),
        refusal("a{__name__=\"b\"} 1\n", "1: label name \"__name__\" is reserved"),
        refusal("a{\"b.c\"=\"1\"} 1\n", "1: invalid label name \"b.c\""),
        refusal("a{b=\"1\",b=\"2\"} 1\n", "1: duplicate label names for metric \"a\""),
        refusal("a{b=1} 1\n", "1: expected '\"' at start of label value, found '1'"),
        refusal("a{b=\n", "1: expected '\"' at start of label value, found '\\n'"),
        refusal("a{b=\"c\n\"} 1\n", "1: label value \"c\" contains unescaped new-line"),
        refusal("a{\"b\n\"=\"c\"} 1\n", "1: label name \"b\" contains unescaped new-line"),
        refusal("\"a\n\" 1\n", "1: metric name \"a\" contains unescaped new-line"),
        refusal("a{b=\"\\t\"} 1\n", "1: invalid escape sequence '\\t'"),
        refusal("# HELP a b\\tc\n", "1: invalid escape sequence '\\t'"),
        refusal("{\"a\\x\"} 1\n", "1: invalid escape sequence '\\x'"),
        refusal("a{b=\"c\" 1} 1\n", "1: unexpected end of label value \"c\""),
        refusal("a{b=\"c\"\n", "1: unexpected end of label value \"c\""),
        refusal(
            "# TYPE s summary\ns{quantile=\"x\"} 1\n",
            "2: expected float as value for 'quantile' label, got \"x\""),
        refusal(
            "# TYPE h histogram\nh_bucket{le=\"\"} 1\n",
            "2: expected float as value for 'le' label, got \"\""),
        refusal("a b\n", "1: expected float as value, got \"b\""),
        refusal("a\n", "1: expected float as value, got \"\""),
        refusal("a b", "1: expected float as value, got \"b\""),
        refusal("a 1\r2\n", "1: expected float as value, got \"1\\r2\""),
        refusal("a 0x1p3\n", "1: expected float as value, got \"0x1p3\""),
        refusal("a 1e400\n", "1: expected float as value, got \"1e400\""),
        refusal("a 1 \n", "1: expected integer as timestamp, got \"\""),
        refusal("a 1 # {t=\"1\"} 2\n", "1: expected integer as timestamp, got \"#\""),
        refusal("a 1 1.5\n", "1: expected integer as timestamp, got \"1.5\""),
        refusal(
            "a 1 9223372036854775808\n",
            "1: expected integer as timestamp, got \"9223372036854775808\""),
        refusal("a 1 +\n", "1: expected integer as timestamp, got \"+\""),
        refusal("a 1 2 3\n", "1: spurious string after timestamp: \" 3\""),
        refusal("a 1 2 \r\n", "1: spurious string after timestamp: \" \""),
        refusal("# TYPE h histogram\nh_count -1\n", "2: negative count for histogram \"h\""),
        refusal(
            "# TYPE h histogram\nh_bucket{le=\"1\"} -0.5\n",
            "2: negative bucket population for histogram \"h\""));
  }

  @Test
  void parse_invalidUtf8_isRefusedWhereItWouldStay() {
    assertThat(latin1Refusal("a{b=\"\u00ff\"} 1\n").getMessage())
        .endsWith("line 1: invalid label value \"\\xff\"");
    assertThat(latin1Refusal("{\"a\u00ff\"} 1\n").getMessage())
        .endsWith("line 1: invalid metric name \"a\\xff\"");
    assertThat(latin1Refusal("a{\"\u00ff\"=\"\"} 1\n").getMessage())
        .endsWith("line 1: invalid label name \"\\xff\"");
  }

  @Test
  void parse_nulInAName_isRefused() {
    assertThat(refusal("{\"a\0\"} 1\n", Names.UTF8).getMessage())
        .endsWith("line 1: invalid metric name \"a\\x00\"");
    assertThat(refusal("a{\"b\0\"=\"\"} 1\n", Names.UTF8).getMessage())
        .endsWith("line 1: invalid label name \"b\\x00\"");
  }

  @Test
  void parse_brokenLine_isShownWithACaret() {
    assertThat(refusal("a 1\nb{c=\"ü\",\td=5} 2\r\nx 1\n", Names.LEGACY).excerpt())
        .isEqualTo(
            """
            b{c="ü", d=5} 2
                       ^""");
    assertThat(refusal("a{b=\"\u001b[31m\u202e\" x} 1\n", Names.LEGACY).excerpt())
        .isEqualTo(
            """
            a{b="\uFFFD[31m\uFFFD" x} 1
                         ^""");
    assertThat(refusal("a", Names.LEGACY).excerpt()).isEqualTo("a\n ^");
  }

  @Test
  void parse_brokenLongLine_isShownInPart() {
    String line = "a{b=\"" + "é".repeat(5000) + "\"} oops" + " x".repeat(5000);
    String excerpt = refusal(line, Names.LEGACY).excerpt();
    assertThat(excerpt.lines().toList()).hasSize(2);
    assertThat(excerpt.length()).isLessThan(500);
    String shown = excerpt.lines().findFirst().orElseThrow();
    int column = excerpt.lines().skip(1).findFirst().orElseThrow().indexOf('^');
    assertThat(shown.substring(column)).startsWith("oops x x").endsWith("...");
    assertThat(shown).startsWith("...é").doesNotContain("\uFFFD");
  }

  @Test
  void parse_enormousToken_isCutInTheMessage() {
    assertThat(refusal("a " + "x".repeat(1_000_000), Names.LEGACY).getMessage())
        .hasSizeLessThan(5000);
    assertThat(refusal("a{b=\"" + "x".repeat(1_000_000) + "\"x", Names.LEGACY).getMessage())
        .hasSizeLessThan(5000);
  }

  @Test
  void parseSamples_ofAnythingElse_isOurOwnFault() {
    assertThatThrownBy(() -> samples("a", "b 1\n")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> samples("a", "a x\n")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> samples("a", "a 1 2\n")).isInstanceOf(IllegalArgumentException.class);
    assertThat(samples("a", "a 1\n")).containsExactly(new Metric.Gauge(Labels.EMPTY, 1));
    assertThat(samples("a", "")).isEmpty();
  }

  private static List<Metric> samples(String name, String text) {
    return TextParser.parseSamples(name, MetricType.GAUGE, text.getBytes(StandardCharsets.UTF_8));
  }

  private static Object[] refusal(String body, String message) {
    return new Object[] {body, message};
  }

  private static ParseException refusal(String body, Names names) {
    return assertThrows(ParseException.class, () -> parse(body, names));
  }

  private static ParseException latin1Refusal(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
    return assertThrows(ParseException.class, () -> TextParser.parse(bytes, Names.UTF8));
  }

  private static ParsedBody parse(String body) throws ParseException {
    return parse(body, Names.LEGACY);
  }

  private static ParsedBody parse(String body, Names names) throws ParseException {
    return TextParser.parse(body.getBytes(StandardCharsets.UTF_8), names);
  }

  private static List<Metric> metrics(String body) throws ParseException {
    return parse(body).families().stream()
        .flatMap(family -> family.metrics().stream())
        .collect(Collectors.toList());
  }

  private static long summaryCount(String value) throws ParseException {
    var summary = (Metric.Summary) metrics("# TYPE s summary\ns_count " + value + "\n").getFirst();
    return java.util.Objects.requireNonNull(summary.sampleCount());
  }
}
