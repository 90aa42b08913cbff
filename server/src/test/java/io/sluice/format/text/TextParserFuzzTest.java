package io.sluice.format.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.format.EscapingScheme;
import io.sluice.format.ParseException;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.model.MetricFamily;
import io.sluice.model.Names;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// For any body, the parser returns families or throws its own exception, and the families can be
/// written and read again.
///
/// `parse_anyBytes` runs on the inputs next to this class; with `JAZZER_FUZZ=1` it searches for
/// more.
final class TextParserFuzzTest {
  private static final int MUTATIONS = 20_000;

  private static final List<String> SEEDS =
      List.of(
          """
          # HELP m help \\n text
          # TYPE m counter
          m{a="1",b="\\"2\\\\"} 3.5
          {"m.n",a="1"} 4
          { "q" , "a b"="c" , } 5e-3 123456
          """,
          """
          # TYPE h histogram
          h_bucket{le="0.5",a="ü"} 1
          h_bucket{a="ü",le="+Inf"} 2.5
          h_sum{a="ü"} NaN
          h_count{a="ü"} 2
          # TYPE s summary
          s{quantile="0.5"} 1
          s_sum -0
          s_count 1\r
          """);

  private static final String INTERESTING =
      "{}\"\\\n\r,= \t#_:aZ09.+-eENI\0\u007f\u0080\u00c3\u00ff";

  @FuzzTest(maxDuration = "1m")
  void parse_anyBytes(byte[] body) {
    check(body, Names.LEGACY);
    check(body, Names.UTF8);
  }

  @Test
  void parse_mutatedBodies_neverFailsOtherwise() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] body = mutated(SEEDS.get(i % SEEDS.size()), random);
      try {
        parse_anyBytes(body);
      } catch (RuntimeException | AssertionError e) {
        String shown = new String(body, StandardCharsets.ISO_8859_1);
        throw new AssertionError("seed=" + seed + " i=" + i + " body=" + shown, e);
      }
    }
  }

  private static void check(byte[] body, Names names) {
    try {
      TextParser.parse(body, names).families().forEach(TextParserFuzzTest::checkFamily);
    } catch (ParseException e) {
      assertThat(e.getMessage()).startsWith("text format parsing error in line ");
      assertThat(e.excerpt().lines().toList()).hasSizeBetween(1, 2);
      assertThat(e.excerpt()).endsWith("^").hasSizeLessThan(500);
    }
  }

  private static void checkFamily(MetricFamily family) {
    var out = new ByteArrayBuilder();
    family
        .metrics()
        .forEach(
            metric ->
                TextWriter.samples(
                    out, family.name(), family.type(), metric, EscapingScheme.ALLOW_UTF8));
    var readBack = TextParser.parseSamples(family.name(), family.type(), out.toByteArray());
    assertThat(readBack).isNotEmpty();
    if (TextWriter.isLossless(family)) {
      assertThat(readBack).isEqualTo(family.metrics());
    }
  }

  private static byte[] mutated(String seed, Random random) {
    byte[] bytes = seed.getBytes(StandardCharsets.UTF_8);
    var out = new ByteArrayBuilder();
    int cut = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
    for (int at = 0; at < cut; at++) {
      switch (random.nextInt(40)) {
        case 0 -> out.append(interesting(random));
        case 1 -> out.append(interesting(random)).append(bytes[at]);
        case 2 -> at += random.nextInt(5);
        case 3 -> out.append(bytes, at, Math.min(bytes.length - at, random.nextInt(12)));
        default -> out.append(bytes[at]);
      }
    }
    return out.toByteArray();
  }

  private static byte interesting(Random random) {
    return (byte) INTERESTING.charAt(random.nextInt(INTERESTING.length()));
  }
}
