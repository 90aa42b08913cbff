package io.sluice.format.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.format.EscapingScheme;
import io.sluice.format.MetricGenerator;
import io.sluice.format.NativeHistograms;
import io.sluice.format.ParseException;
import io.sluice.format.json.FamilyJson;
import io.sluice.format.json.JsonWriter;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// For any body, the parser throws only its own exception, and the accepted families can be written
/// in every format.
final class ProtobufParserFuzzTest {
  private static final int MUTATED_BODIES = 2_000;

  @FuzzTest
  void parse_anyBytes_parsedOrRefused(byte[] body) throws IOException {
    try {
      for (MetricFamily family : ProtobufParser.parse(body).families()) {
        writeAll(family);
      }
    } catch (ParseException _) {
      // Refused as intended.
    }
  }

  @Test
  void parse_mutatedBodies_parsedOrRefused() throws IOException {
    long seed = System.nanoTime();
    System.out.println("ProtobufParserFuzzTest: seed=" + seed);
    var random = new Random(seed);
    var generator = new MetricGenerator(random);
    var out = new ByteArrayBuilder();
    for (int i = 0; i < MUTATED_BODIES; i++) {
      out.clear();
      for (int families = random.nextInt(3); families >= 0; families--) {
        ProtobufWriter.delimited(out, generator.family(), EscapingScheme.ALLOW_UTF8);
      }
      byte[] body = out.toByteArray();
      for (int mutations = random.nextInt(4); mutations > 0; mutations--) {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      }
      parse_anyBytes_parsedOrRefused(body);
    }
  }

  private static void writeAll(MetricFamily family) throws IOException {
    var out = new ByteArrayBuilder();
    for (EscapingScheme escaping : EscapingScheme.values()) {
      ProtobufWriter.delimited(out, family, escaping);
      ProtobufWriter.text(out, family, escaping);
      ProtobufWriter.compactText(out, family, escaping);
    }
    if (family.metrics().stream().allMatch(ProtobufParserFuzzTest::isValid)) {
      try (var json = JsonWriter.generator(OutputStream.nullOutputStream())) {
        FamilyJson.write(json, family, 0);
      }
    }
    byte[] stored = ProtobufWriter.metrics(family.metrics(), family.type());
    assertThat(ProtobufParser.metrics(stored, family.type())).isEqualTo(family.metrics());
  }

  private static boolean isValid(Metric metric) {
    return !(metric instanceof Metric.Histogram histogram)
        || NativeHistograms.check(histogram) == null;
  }
}
