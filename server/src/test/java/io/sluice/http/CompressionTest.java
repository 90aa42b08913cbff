package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CompressionTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10, 200})
  void gzip_anyChunks_isOneMemberOfTheSameBytes(int count) throws Exception {
    Random random = new Random(count);
    List<byte[]> plain =
        IntStream.range(0, count)
            .mapToObj(
                _ -> {
                  byte[] chunk = new byte[1 + random.nextInt(50_000)];
                  random.nextBytes(chunk);
                  return chunk;
                })
            .toList();

    byte[] zipped = all(Compression.gzip(chunks(plain)));

    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    plain.forEach(expected::writeBytes);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(zipped)).readAllBytes())
        .isEqualTo(expected.toByteArray());
    assertThat(BodyDecoding.decode("gzip", zipped, Integer.MAX_VALUE))
        .isEqualTo(expected.toByteArray());
  }

  @Test
  void gzip_longBody_comesInSeveralChunks() {
    List<byte[]> plain = IntStream.range(0, 100).mapToObj(CompressionTest::noise).toList();
    Response.Chunks zipped = Compression.gzip(chunks(plain));

    byte[] first = zipped.next();

    assertThat(first).hasSizeBetween(32 * 1024, 128 * 1024);
    assertThat(zipped.next()).isNotNull();
  }

  private static byte[] noise(int seed) {
    byte[] noise = new byte[10_000];
    new Random(seed).nextBytes(noise);
    return noise;
  }

  private static Response.Chunks chunks(List<byte[]> plain) {
    Iterator<byte[]> rest = plain.iterator();
    return () -> rest.hasNext() ? rest.next() : null;
  }

  private static byte[] all(Response.Chunks chunks) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
      assertThat(chunk).isNotEmpty();
      all.writeBytes(chunk);
    }
    return all.toByteArray();
  }
}
