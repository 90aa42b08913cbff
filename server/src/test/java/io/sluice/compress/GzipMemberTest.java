package io.sluice.compress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.go.ByteArrayBuilder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipMemberTest {
  // Java's reader checks CRC and length. Noise grows when it is deflated, and exceeds the buffer.
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 10, 200})
  void add_anyRuns_isOneMemberOfTheSameBytes(int count) throws Exception {
    var random = new Random(count);
    var plain = new ByteArrayBuilder();
    var zipped = new ByteArrayBuilder();
    var member = new GzipMember();
    member.start(zipped);
    try (var fast = new BlockDeflater(BlockDeflater.FAST);
        var small = new BlockDeflater(BlockDeflater.SMALL)) {
      for (int i = 0; i < count; i++) {
        byte[] bytes = bytes(random);
        DeflatedBlock run = (i % 2 == 0 ? fast : small).deflate(bytes, 0, bytes.length);
        plain.append(bytes);
        member.add(run);
        zipped.append(run.bytes());
      }
    }
    member.end(zipped);

    assertThat(gunzipped(zipped.toByteArray())).isEqualTo(plain.toByteArray());
  }

  // The same run in many places, as an unchanged page is in many scrapes.
  @Test
  void add_sameRunTwice_fitsBothPlaces() throws Exception {
    byte[] bytes = "m{x=\"1\"} 1\n".repeat(3_000).getBytes(StandardCharsets.UTF_8);
    var zipped = new ByteArrayBuilder();
    var member = new GzipMember();
    member.start(zipped);
    try (var deflater = new BlockDeflater(BlockDeflater.SMALL)) {
      DeflatedBlock run = deflater.deflate(bytes, 7, bytes.length - 7);
      for (int i = 0; i < 2; i++) {
        member.add(run);
        zipped.append(run.bytes());
      }
    }
    member.end(zipped);

    byte[] plain = gunzipped(zipped.toByteArray());
    assertThat(plain)
        .hasSize(2 * (bytes.length - 7))
        .endsWith("1\n".getBytes(StandardCharsets.UTF_8));
    assertThat(zipped.length()).isLessThan(bytes.length / 10);
  }

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(50_000)];
    if (random.nextBoolean()) {
      random.nextBytes(bytes);
    }
    return bytes;
  }

  private static byte[] gunzipped(byte[] zipped) throws Exception {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
      return in.readAllBytes();
    }
  }
}
