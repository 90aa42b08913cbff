package io.sluice.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.GroupingKey;
import io.sluice.store.Seed;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HoldersTest {
  private static final List<String> PARTS =
      List.of(
          "a",
          "=",
          ",",
          "\"",
          "\\",
          "\n",
          "\t",
          "}",
          "{",
          " ",
          "é",
          "日",
          "\u200b",
          "\ue000",
          "😀",
          "\u0001",
          "\u007f",
          "\udb40\udc01");

  @Test
  void addTo_keys_areLinesInTheFormOfSelectors() {
    String message = Holders.addTo("wrong", GroupingKey.of("job", "a\"b", "x.y", "1", "e", ""));

    assertThat(message).isEqualTo("wrong\nheld by group {e=\"\",job=\"a\\\"b\",\"x.y\"=\"1\"}");
    assertThat(Holders.addTo("wrong", GroupingKey.of())).isEqualTo("wrong\nheld by group {}");
  }

  @Test
  void of_whatAddToWrote_isTheSameKeys() {
    var random = new Random(Seed.next("HoldersTest"));
    for (int i = 0; i < 2_000; i++) {
      GroupingKey key =
          GroupingKey.of(
              "job", "j" + text(random), "l" + text(random), text(random), text(random) + "m", "v");
      String message = Holders.addTo("2 error(s) occurred:\n* a\n* b", key);

      assertThat(message.lines()).hasSize(4);
      assertThat(Holders.of(message)).containsExactly(key);
    }
    assertThat(Holders.of(Holders.addTo("m", GroupingKey.of()))).containsExactly(GroupingKey.of());
  }

  @Test
  void of_linesThatAreCutOff_areLeftOut() {
    String message = Holders.addTo("m", GroupingKey.of("job", "abc", "x.y", "d\\"));
    for (int end = 0; end < message.length(); end++) {
      assertThat(Holders.of(message.substring(0, end))).isEmpty();
    }
    assertThat(Holders.of("held by group of people\nheld by group {=}\nheld by group {a=\"\\z\"}"))
        .isEmpty();
  }

  private static String text(Random random) {
    var text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append(PARTS.get(random.nextInt(PARTS.size())));
    }
    return text.toString();
  }
}
