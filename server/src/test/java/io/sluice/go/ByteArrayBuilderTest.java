package io.sluice.go;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ByteArrayBuilderTest {
  @Test
  void append_beyondItsRoom_grows() {
    var builder = new ByteArrayBuilder(0);
    for (int i = 0; i < 1000; i++) {
      builder
          .append((byte) i)
          .appendAscii("ab")
          .append("xyz".getBytes(StandardCharsets.UTF_8), 1, 1);
    }
    assertThat(builder.length()).isEqualTo(4000);
    assertThat(builder.toByteArray()).hasSize(4000).startsWith(0, 'a', 'b', 'y', 1);
  }

  @Test
  void appendUtf8_anyText_givesItsBytes() {
    String text = "a\u0080é€\uFFFD😀\0";
    assertThat(new ByteArrayBuilder().appendUtf8(text).toByteArray())
        .isEqualTo(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void appendUtf8_escapedBytes_areRestored() {
    long seed = System.nanoTime();
    var bytes = new byte[5000];
    new Random(seed).nextBytes(bytes);
    assertThat(new ByteArrayBuilder().appendUtf8(Utf8.decode(bytes)).toByteArray())
        .as("seed=%d", seed)
        .isEqualTo(bytes);
  }

  @Test
  void clear_withContent_keepsTheRoomOnly() {
    var builder = new ByteArrayBuilder().appendAscii("gone");
    byte[] array = builder.array();
    builder.clear();
    assertThat(builder.appendAscii("new").toString()).isEqualTo("new");
    assertThat(builder.array()).isSameAs(array);
    assertThat(Arrays.copyOf(array, 4)).containsExactly('n', 'e', 'w', 'e');
  }
}
