package io.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "naïve", "日本", "😀 b", "\0"})
  void decode_validBytes_givesTheString(String text) {
    String decoded = Utf8.decode(text.getBytes(StandardCharsets.UTF_8));

    assertThat(decoded).isEqualTo(text);
    assertThat(Utf8.isValid(decoded)).isTrue();
    assertThat(Utf8.encode(decoded)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
  }

  // Lenient decoders accept overlong forms, encoded surrogates and code points above U+10FFFF.
  @Test
  void decode_illFormedSequences_escapesEachByte() {
    byte[][] illFormed = {
      {(byte) 0xFF},
      {(byte) 0xC0, (byte) 0xAF},
      {(byte) 0xE0, (byte) 0x80, (byte) 0x80},
      {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
      {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
      {(byte) 0xE6, (byte) 0x97},
    };
    for (byte[] bytes : illFormed) {
      String decoded = Utf8.decode(bytes);

      assertThat(decoded).hasSize(bytes.length);
      assertThat(Utf8.isValid(decoded)).isFalse();
      assertThat(Utf8.encode(decoded)).isEqualTo(bytes);
    }
  }

  @Test
  void encode_whateverWasDecoded_restoresTheBytes() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      var bytes = new byte[random.nextInt(12)];
      random.nextBytes(bytes);
      assertThat(Utf8.encode(Utf8.decode(bytes))).as("seed=%d", seed).isEqualTo(bytes);
    }
  }

  @Test
  void replaceInvalid_runOfBadBytes_becomesOneReplacement() {
    String decoded = Utf8.decode(new byte[] {'a', (byte) 0xFF, (byte) 0xFE, 'b', (byte) 0x80});

    assertThat(Utf8.replaceInvalid(decoded)).isEqualTo("a\uFFFDb\uFFFD");
    assertThat(Utf8.replaceInvalid("fine 😀")).isEqualTo("fine 😀");
  }

  @Test
  void byteOrder_anyTwoStrings_agreesWithTheirBytes() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    int[] alphabet = {'a', 'b', 0x7F, 0xE9, 0x65E5, 0xD7FF, 0xE000, 0xFFFD, 0x1F600, 0x10FFFF};
    for (int i = 0; i < 20_000; i++) {
      String a = text(random, alphabet);
      String b = text(random, alphabet);
      int expected =
          Integer.signum(
              Arrays.compareUnsigned(
                  a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
      assertThat(Integer.signum(Utf8.BYTE_ORDER.compare(a, b)))
          .as("seed=%d", seed)
          .isEqualTo(expected);
    }
  }

  private static String text(Random random, int[] alphabet) {
    var text = new StringBuilder();
    int length = random.nextInt(4);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
    }
    return text.toString();
  }
}
