package io.sluice.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.listing.RankedKey;
import io.sluice.model.GroupingKey;
import io.sluice.store.Seed;
import io.sluice.web.request.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupCursorTest {
  private static final RankedKey PLACE =
      RankedKey.of(-7, GroupingKey.of("job", "j/ä", "empty", "", "a", "😀"));

  @Test
  void read_written_isThePlace() throws InvalidRequestException {
    String cursor = GroupCursor.write("-push", PLACE);

    assertThat(cursor).matches("[A-Za-z0-9_-]+");
    assertThat(GroupCursor.read("-push", cursor)).isEqualTo(PLACE);
  }

  @Test
  void read_ofAnotherOrder_isRefused() {
    assertThatThrownBy(() -> GroupCursor.read("push", GroupCursor.write("-push", PLACE)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("a different sort order");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "!", "AAAA", "AANrZXk", "====", "a b"})
  void read_garbage_isRefused(String cursor) {
    assertThatThrownBy(() -> GroupCursor.read("key", cursor))
        .isInstanceOf(InvalidRequestException.class);
  }

  // Would catch a length that is not checked, and an exception without an answer.
  @Test
  void read_damaged_isRefusedOrAnotherPlace() {
    long seed = Seed.next("CursorTest");
    var random = new Random(seed);
    byte[] good = Base64.getUrlDecoder().decode(GroupCursor.write("key", PLACE));
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = good.clone();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      String cursor = Base64.getUrlEncoder().encodeToString(bytes);
      try {
        assertThat(GroupCursor.read("key", cursor).key()).as("seed=%d", seed).isNotNull();
      } catch (InvalidRequestException e) {
        assertThat(e.getMessage()).startsWith("invalid parameter");
      }
    }
  }

  @Test
  void read_countTooLarge_isRefused() {
    byte[] bytes = "\0\3key\0\0\0\0\0\0\0\0\177\177\177\177".getBytes(StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> GroupCursor.read("key", Base64.getUrlEncoder().encodeToString(bytes)))
        .isInstanceOf(InvalidRequestException.class);
  }
}
