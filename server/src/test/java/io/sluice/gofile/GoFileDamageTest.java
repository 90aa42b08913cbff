package io.sluice.gofile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Damage to the files of real gateways: it is either reported, with an offset, or is in a byte of
/// a text or a number. A parser that trusts a length, or that treats partial data as complete,
/// fails here.
final class GoFileDamageTest {
  @Test
  void read_everyTruncation_refusedWithOffset() {
    for (String name : List.of("nothing.data", "all-types-1.5.1.data")) {
      byte[] whole = GoFileReaderTest.resource(name);
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> GoFileReaderTest.read(cut))
            .as("%s length=%d", name, length)
            .isInstanceOfSatisfying(
                GoFileException.class,
                e -> assertThat(e.offset()).isBetween(0L, (long) cut.length));
      }
    }
  }

  /// Every bit, and bytes with a special meaning in the encoding.
  @Test
  void read_everyByteChanged_refusedOrRead() throws IOException {
    byte[] whole = GoFileReaderTest.resource("all-types-1.5.1.data");
    int refused = 0;
    int read = 0;
    for (int at = 0; at < whole.length; at++) {
      for (int change : new int[] {0x01, 0x10, 0x80, 0xFF}) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) change;
        if (isRead(damaged)) {
          read++;
        } else {
          refused++;
        }
      }
    }
    System.out.printf("GoFileDamageTest: refused=%d read=%d%n", refused, read);
    assertThat(refused).isGreaterThan(read / 2);
  }

  @Test
  void read_everyByteLost_refusedOrRead() throws IOException {
    byte[] whole = GoFileReaderTest.resource("all-types-1.5.1.data");
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = Arrays.copyOf(whole, whole.length - 1);
      System.arraycopy(whole, at + 1, damaged, at, whole.length - at - 1);
      assertThat(isRead(damaged)).as("at=%d", at).isFalse();
    }
  }

  /// Whether the file was read; false if it was refused as intended.
  private static boolean isRead(byte[] file) throws IOException {
    try {
      GoFileReaderTest.read(file);
      return true;
    } catch (GoFileException e) {
      assertThat(e.offset()).isBetween(0L, (long) file.length);
      return false;
    }
  }
}
