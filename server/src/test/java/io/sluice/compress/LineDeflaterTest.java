package io.sluice.compress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.store.Seed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LineDeflaterTest {
  private final LineDeflater deflater = new LineDeflater();

  // Values and labels of different lengths make it search in the wrong place: that may increase the
  // size, but the result must be correct.
  @Test
  void deflate_randomLines_areInflatedByZlib() throws Exception {
    long seed = Seed.next("LineDeflaterTest");
    var random = new Random(seed);
    int deflated = 0;
    for (int i = 0; i < 3_000; i++) {
      byte[] text = lines(random);
      int offset = random.nextInt(text.length);
      int count = Math.min(text.length - offset, LineDeflater.MAX_BYTES);
      byte[] blocks = deflater.deflate(text, offset, count);
      if (blocks != null) {
        deflated++;
        assertThat(inflated(blocks, count))
            .as("seed=%d", seed)
            .isEqualTo(Arrays.copyOfRange(text, offset, offset + count));
      }
    }
    assertThat(deflated).isGreaterThan(200);
  }

  @Test
  void deflate_everyLengthOfMatch_isInflatedByZlib() throws Exception {
    for (int length = 1; length <= 1_000; length++) {
      byte[] text = ("x".repeat(length) + "\n").repeat(8).getBytes(StandardCharsets.US_ASCII);
      byte[] blocks = deflater.deflate(text, 0, text.length);
      if (blocks != null) {
        assertThat(inflated(blocks, text.length)).isEqualTo(text);
      } else {
        assertThat(length).isLessThan(40);
      }
    }
  }

  @Test
  void deflate_everyDistance_isInflatedByZlib() throws Exception {
    var random = new Random(5);
    for (int lineLength = 4;
        lineLength < LineDeflater.MAX_BYTES / 8;
        lineLength += 1 + lineLength / 50) {
      byte[] line = new byte[lineLength];
      Arrays.fill(line, (byte) 'a');
      line[lineLength - 1] = '\n';
      byte[] text = new byte[LineDeflater.MAX_BYTES];
      for (int at = 0; at < text.length; at++) {
        text[at] = line[at % lineLength];
      }
      text[random.nextInt(text.length)] = (byte) 0xC3;
      byte[] blocks = deflater.deflate(text, 0, text.length);
      assertThat(inflated(blocks, text.length)).as("lineLength=%d", lineLength).isEqualTo(text);
    }
  }

  @Test
  void deflate_sampleLines_areATenthOrLess() {
    var text = new StringBuilder();
    for (int i = 0; i < 255; i++) {
      text.append("rows_total{instance=\"host-").append(100_000 + i);
      text.append("\",job=\"bench\",zone=\"z-1\"} 12\n");
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    byte[] blocks = deflater.deflate(bytes, 0, bytes.length);

    assertThat(blocks).isNotNull().hasSizeLessThan(bytes.length / 10);
  }

  @Test
  void deflate_linesThatAreNotAlike_refuses() {
    byte[] random = new byte[20_000];
    new Random(5).nextBytes(random);

    assertThat(deflater.deflate(random, 0, random.length)).isNull();
  }

  @Test
  void deflate_moreThanADistanceReaches_refuses() {
    byte[] zeros = new byte[LineDeflater.MAX_BYTES + 1];

    assertThat(deflater.deflate(zeros, 0, zeros.length)).isNull();
  }

  // Exactly the maximum output, to the bit, followed by the end of the blocks.
  @Test
  void deflate_closeToTheMostBytes_isInflatedOrRefused() throws Exception {
    int deflated = 0;
    for (int lineLength = 10_500; lineLength < 10_900; lineLength++) {
      byte[] text = new byte[LineDeflater.MAX_BYTES];
      new Random(5).nextBytes(text);
      for (int at = 0; at < text.length; at++) {
        text[at] = (byte) (at < lineLength ? 'a' + (text[at] & 7) : text[at - lineLength]);
        text[at] = at % lineLength == lineLength - 1 ? (byte) '\n' : text[at];
      }
      byte[] blocks = deflater.deflate(text, 0, text.length);
      if (blocks != null) {
        deflated++;
        assertThat(inflated(blocks, text.length)).isEqualTo(text);
      }
    }
    assertThat(deflated).isBetween(1, 399);
  }

  @Test
  void deflate_nothing_isAnEmptyBlock() throws Exception {
    byte[] blocks = deflater.deflate(new byte[0], 0, 0);

    assertThat(inflated(blocks, 0)).isEmpty();
  }

  private static byte[] lines(Random random) {
    var text = new StringBuilder();
    int count = 1 + random.nextInt(300);
    int alphabet = 1 + random.nextInt(40);
    int digits = 1 + random.nextInt(random.nextInt(4) == 0 ? 17 : 5);
    int kinds = 1 + random.nextInt(random.nextInt(3) == 0 ? 3 : 1);
    for (int i = 0; i < count; i++) {
      text.append("name_").append(random.nextInt(kinds)).append("{a=\"");
      text.append(random.nextInt(20) == 0 ? word(random, alphabet, 30) : "host-" + i);
      text.append("\",job=\"").append(word(random, alphabet, 2)).append("\"} ");
      text.append(random.nextLong((long) Math.pow(10, digits)));
      text.append(random.nextInt(20) == 0 ? "" : "\n");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String word(Random random, int alphabet, int maxLetters) {
    var word = new StringBuilder();
    for (int i = random.nextInt(maxLetters); i > 0; i--) {
      int letter = random.nextInt(alphabet);
      word.appendCodePoint(letter < 5 ? "\"\n \\é".charAt(letter) : 'a' + letter * 37);
    }
    return word.toString();
  }

  private static byte[] inflated(byte @Nullable [] blocks, int count) throws DataFormatException {
    Objects.requireNonNull(blocks, "refused");
    try (var inflater = new Inflater(true)) {
      inflater.setInput(blocks);
      byte[] plain = new byte[count + 1];
      int inflated = inflater.inflate(plain);
      assertThat(inflater.getRemaining()).isZero();
      assertThat(inflater.finished()).isFalse();
      return Arrays.copyOf(plain, inflated);
    }
  }
}
