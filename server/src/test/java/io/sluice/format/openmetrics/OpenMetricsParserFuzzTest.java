package io.sluice.format.openmetrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.format.EscapingScheme;
import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.format.ParsedBody;
import io.sluice.format.text.TextWriter;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.model.MetricFamily;
import io.sluice.model.Names;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// For any body, the parser returns families or throws its own exception, and the families can be
/// exposed.
///
/// `parse_anyBytes` runs on the inputs next to this class; with `JAZZER_FUZZ=1` it searches for
/// more.
final class OpenMetricsParserFuzzTest {
  private static final int MUTATIONS = 20_000;

  private static final ParseLimits LIMITS = new ParseLimits(20, 100, 1000, 1000, 1000);

  private static final List<byte[]> SEEDS =
      Vectors.cases("openmetrics.json").stream().map(Vectors::body).toList();

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
      ParsedBody parsed = OpenMetricsParser.parse(body, names, LIMITS);
      assertThat(parsed.families()).doesNotHaveDuplicates();
      parsed.families().forEach(family -> checkFamily(family, names));
    } catch (ParseException e) {
      if (e.limit() == null) {
        assertThat(e.getMessage()).startsWith("openmetrics parsing error in line ");
        assertThat(e.excerpt().lines().toList()).hasSizeBetween(1, 2);
        assertThat(e.excerpt()).endsWith("^").hasSizeLessThan(500);
      }
    }
  }

  private static void checkFamily(MetricFamily family, Names names) {
    assertThat(names.isMetricName(family.name())).isTrue();
    assertThat(family.metrics()).isNotEmpty();
    var out = new ByteArrayBuilder();
    family
        .metrics()
        .forEach(
            metric ->
                TextWriter.samples(
                    out, family.name(), family.type(), metric, EscapingScheme.ALLOW_UTF8));
    assertThat(out.length()).isPositive();
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    var out = new ByteArrayBuilder();
    int cut = random.nextInt(8) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
    for (int at = 0; at < cut; at++) {
      switch (random.nextInt(80)) {
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
