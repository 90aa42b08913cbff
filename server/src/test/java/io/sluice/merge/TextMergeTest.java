package io.sluice.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.format.text.TextParser;
import io.sluice.format.text.TextWriter;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class TextMergeTest {
  private static final int CASES = Integer.getInteger("sluice.merge.cases", 3_000);
  private static final long SEED = Long.getLong("sluice.seed", System.nanoTime());

  private static final List<String> LABELS =
      List.of("", "a=\"1\"", "a=\"x y} 7\"", "a=\"\\\"\\n\"", "b=\"é\",c=\"\"", "\"d.e\"=\"{\"");

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "1",
          "2.5",
          "-3",
          "1e+21",
          "9.007199254740991e+15",
          "9.007199254740992e+15",
          "1.7976931348623157e+308",
          "5e-324",
          "NaN",
          "+Inf",
          "-Inf",
          "0.1",
          "123456.789");

  private final Random random = new Random(SEED);

  /// For any lines: the same bytes as with objects, or no result.
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "GAUGE_HISTOGRAM")
  void merge_anyLines_asFamilyMergeOrNothing(MetricType type) {
    tryAll(type, MergeOptions.USUAL);
  }

  @ParameterizedTest
  @EnumSource
  void merge_anyGauges_asFamilyMergeOrNothing(GaugeMode mode) {
    tryAll(MetricType.GAUGE, new MergeOptions(mode, BucketMode.COMMON, "b", false));
  }

  private void tryAll(MetricType type, MergeOptions options) {
    int answered = 0;
    for (int i = 0; i < CASES; i++) {
      String name = random.nextInt(8) == 0 ? "odd.name" : "m";
      byte[] stored = lines(name, type);
      byte[] pushed = lines(name, type);
      byte[] fast = TextMerge.merge(name, type, stored, new byte[0], pushed, options);
      if (fast != null) {
        answered++;
        assertThat(text(fast))
            .as("seed=%d case=%d%n%s%s", SEED, i, text(stored), text(pushed))
            .isEqualTo(slow(name, type, stored, pushed, options));
      }
    }
    assertThat(answered)
        .as("seed=%d", SEED)
        .isGreaterThan(options.gauges() == GaugeMode.AVG ? -1 : CASES / 200);
  }

  @ParameterizedTest
  @CsvSource({"COUNTER", "UNTYPED"})
  void merge_sameSeries_adds(MetricType type) {
    assertThat(merge(type, "m{a=\"1\"} 1\nm{a=\"2\"} 2.5\n", "m{a=\"1\"} 10\nm{a=\"2\"} 1\n"))
        .isEqualTo("m{a=\"1\"} 11\nm{a=\"2\"} 3.5\n");
  }

  @Test
  void merge_someOfTheSeries_leavesTheOthers() {
    assertThat(merge(MetricType.COUNTER, "m{a=\"1\"} 1\nm{a=\"2\"} 2\n", "m{a=\"2\"} 1\n"))
        .isEqualTo("m{a=\"1\"} 1\nm{a=\"2\"} 3\n");
  }

  @Test
  void merge_seriesInOtherOrderAndNewOnes_addsAndAppends() {
    assertThat(
            merge(
                MetricType.COUNTER,
                "m{a=\"1\"} 1\nm{a=\"2\"} 2\n",
                "m{a=\"2\"} 1\nm{a=\"4\"} 4\nm{a=\"1\"} 1\nm{a=\"3\"} 3\n"))
        .isEqualTo("m{a=\"1\"} 2\nm{a=\"2\"} 3\nm{a=\"4\"} 4\nm{a=\"3\"} 3\n");
  }

  @Test
  void merge_nothingStored_isThePushIfItCanBeAdded() {
    assertThat(merge(MetricType.COUNTER, "", "m 1\n")).isEqualTo("m 1\n");
    assertThat(merge(MetricType.COUNTER, "", "m -1\n")).isNull();
  }

  /// Each new series takes more passes.
  @Test
  void merge_manyNewSeries_isLeftToFamilyMerge() {
    var pushed = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      pushed.append("m{a=\"").append(i).append("\"} 1\n");
    }

    assertThat(merge(MetricType.COUNTER, "m 1\n", pushed.toString())).isNull();
  }

  @Test
  void merge_gauges_takesThePushedOnes() {
    assertThat(merge(MetricType.GAUGE, "m{a=\"1\"} 1\nm{a=\"2\"} 2\n", "m{a=\"2\"} 7\n"))
        .isEqualTo("m{a=\"1\"} 1\nm{a=\"2\"} 7\n");
  }

  @Test
  void merge_histograms_addsLineByLine() {
    assertThat(
            merge(
                MetricType.HISTOGRAM,
                "m_bucket{le=\"1\"} 1\nm_bucket{le=\"+Inf\"} 2\nm_sum 3\nm_count 2\n",
                "m_bucket{le=\"1\"} 4\nm_bucket{le=\"+Inf\"} 5\nm_sum 0.5\nm_count 5\n"))
        .isEqualTo("m_bucket{le=\"1\"} 5\nm_bucket{le=\"+Inf\"} 7\nm_sum 3.5\nm_count 7\n");
  }

  @ParameterizedTest
  @CsvSource({
    "COUNTER, 'm 1', 'm -1'",
    "COUNTER, 'm 1', 'm NaN'",
    "COUNTER, 'm 9007199254740991', 'm 1'",
    "UNTYPED, 'm -9007199254740991', 'm -1'",
    "SUMMARY, 'm{quantile=\"0.5\"} 1\nm_sum 1\nm_count 1', 'm{quantile=\"0.5\"} 1\nm_sum 1\nm_count 1'",
    "HISTOGRAM, 'm_bucket{le=\"1\"} 1\nm_bucket{le=\"+Inf\"} 1\nm_sum 1\nm_count 1',"
        + " 'm_bucket{le=\"2\"} 1\nm_bucket{le=\"+Inf\"} 1\nm_sum 1\nm_count 1'",
    "HISTOGRAM, 'm_bucket{le=\"1\"} 2\nm_bucket{le=\"+Inf\"} 2\nm_sum 1\nm_count 2',"
        + " 'm_bucket{le=\"1\"} 2\nm_bucket{le=\"+Inf\"} 1\nm_sum 1\nm_count 1'",
    "HISTOGRAM, 'm_bucket{le=\"+Inf\"} 2\nm_sum 1\nm_count 2',"
        + " 'm_bucket{le=\"+Inf\"} 2\nm_sum 1\nm_count 1'",
  })
  void merge_notPlain_isLeftToFamilyMerge(MetricType type, String stored, String pushed) {
    assertThat(merge(type, stored + "\n", pushed + "\n")).isNull();
  }

  @Test
  void merge_withStateOrChoices_isLeftToFamilyMerge() {
    byte[] lines = bytes("m 1\n");
    var tracking = new MergeOptions(GaugeMode.LAST, BucketMode.COMMON, null, true);
    var choosing = new MergeOptions(GaugeMode.LAST, BucketMode.COMMON, "mode", false);
    var averaging = new MergeOptions(GaugeMode.AVG, BucketMode.COMMON, null, false);
    byte[] none = {};
    byte[] chosen = bytes("m{mode=\"min\"} 1\n");

    assertThat(
            TextMerge.merge(
                "m", MetricType.COUNTER, lines, new byte[] {1}, lines, MergeOptions.USUAL))
        .isNull();
    assertThat(TextMerge.merge("m", MetricType.COUNTER, lines, none, lines, tracking)).isNull();
    assertThat(TextMerge.merge("m", MetricType.COUNTER, lines, none, chosen, choosing)).isNull();
    assertThat(TextMerge.merge("m", MetricType.COUNTER, lines, none, lines, choosing))
        .isEqualTo(bytes("m 2\n"));
    assertThat(TextMerge.merge("m", MetricType.GAUGE, lines, none, lines, averaging)).isNull();
    assertThat(TextMerge.merge("m_info", MetricType.GAUGE, lines, none, lines, MergeOptions.USUAL))
        .isNull();
  }

  private static @Nullable String merge(MetricType type, String stored, String pushed) {
    byte[] merged =
        TextMerge.merge("m", type, bytes(stored), new byte[0], bytes(pushed), MergeOptions.USUAL);
    return merged == null ? null : text(merged);
  }

  private static String slow(
      String name, MetricType type, byte[] stored, byte[] pushed, MergeOptions options) {
    try {
      MetricFamily merged =
          FamilyMerge.merge(
                  family(name, type, stored), new byte[0], family(name, type, pushed), options, 0)
              .family();
      return TextWriter.isLossless(merged) ? TextFamilies.samples(merged) : "not text";
    } catch (MergeException e) {
      return Objects.requireNonNull(e.getMessage());
    }
  }

  private static MetricFamily family(String name, MetricType type, byte[] lines) {
    return new MetricFamily(name, null, type, null, TextParser.parseSamples(name, type, lines));
  }

  /// Lines from TextWriter that can be read back without loss.
  private byte[] lines(String name, MetricType type) {
    while (true) {
      String lines = randomLines(type);
      MetricFamily family = family("m", type, bytes(lines));
      var named = new MetricFamily(name, null, type, null, family.metrics());
      if (TextWriter.isLossless(named)) {
        return bytes(TextFamilies.samples(named));
      }
    }
  }

  private String randomLines(MetricType type) {
    var lines = new StringBuilder();
    int wanted = random.nextInt(1, 3);
    var all = new ArrayList<>(LABELS);
    if (random.nextInt(3) == 0) {
      Collections.shuffle(all, random);
    }
    for (String labels : all.subList(0, random.nextInt(1, all.size() + 1))) {
      if (random.nextInt(3) < wanted) {
        switch (type) {
          case COUNTER, GAUGE, UNTYPED -> line(lines, "m", labels, number());
          case SUMMARY -> summary(lines, labels);
          case HISTOGRAM, GAUGE_HISTOGRAM -> histogram(lines, labels);
        }
      }
    }
    return lines.toString();
  }

  private void summary(StringBuilder lines, String labels) {
    if (random.nextInt(8) == 0) {
      line(lines, "m", join(labels, "quantile=\"0.5\""), number());
    }
    line(lines, "m_sum", labels, number());
    line(lines, "m_count", labels, String.valueOf(random.nextInt(1_000)));
  }

  private void histogram(StringBuilder lines, String labels) {
    var bounds = new ArrayList<>(List.of("-1", "0.5", "2", "10"));
    if (random.nextInt(4) == 0) {
      bounds.remove(random.nextInt(bounds.size()));
    }
    if (random.nextInt(20) == 0) {
      bounds.add(bounds.removeFirst());
    }
    int count = 0;
    for (String bound : bounds) {
      count += random.nextInt(random.nextInt(20) == 0 ? -5 : 0, 9);
      line(lines, "m_bucket", join(labels, "le=\"" + bound + "\""), "" + Math.max(0, count));
    }
    count = Math.max(0, count);
    line(lines, "m_bucket", join(labels, "le=\"+Inf\""), "" + (count + random.nextInt(2)));
    line(lines, "m_sum", labels, number());
    line(lines, "m_count", labels, "" + (count + random.nextInt(2)));
  }

  private String number() {
    return random.nextInt(4) == 0
        ? NUMBERS.get(random.nextInt(NUMBERS.size()))
        : String.valueOf(random.nextInt(100_000));
  }

  private static String join(String labels, String label) {
    return labels.isEmpty() ? label : labels + "," + label;
  }

  private static void line(StringBuilder lines, String name, String labels, String number) {
    lines.append(name);
    if (!labels.isEmpty()) {
      lines.append('{').append(labels).append('}');
    }
    lines.append(' ').append(number).append('\n');
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
