package io.sluice.web.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.GroupingKey;
import io.sluice.model.Names;
import io.sluice.store.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupingKeyPathTest {
  private static final List<String> PIECES =
      List.of(
          "a", "/", ".", "..", "%", "%2F", "+", " ", "=", "@base64", "ä", "日本", "😀", "?", "#",
          "\n");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "backup | none    | job/backup",
        "backup | db1     | job/backup/instance/db1",
        "a/b    | ''      | job@base64/YS9i/instance@base64/=",
        "..     | .       | job@base64/Li4/instance@base64/Lg",
        "a b%   | ä+?&=#  | job/a%20b%25/instance/%C3%A4%2B%3F%26%3D%23",
      })
  void of_key_isAsInTheUrlOfAPush(String job, String instance, String path) {
    GroupingKey key =
        instance == null
            ? GroupingKey.of("job", job)
            : GroupingKey.of("job", job, "instance", instance);

    assertThat(new GroupingKeyPath(Names.LEGACY).of(key)).isEqualTo(path);
  }

  @Test
  void of_keyWithoutJob_isAsBelowAggregate() throws InvalidRequestException {
    for (GroupingKey key : List.of(GroupingKey.of(), GroupingKey.of("a", "1", "b", ""))) {
      String path = new GroupingKeyPath(Names.LEGACY).of(key);

      assertThat(new GroupingKeyParser(Names.LEGACY).parsePath(path)).isEqualTo(key);
    }
    assertThat(new GroupingKeyPath(Names.LEGACY).of(GroupingKey.of("a", "1", "b", "2")))
        .isEqualTo("a/1/b/2");
  }

  // The path of a group with any name identifies the same group.
  @Test
  void of_randomKeys_areReadBack() throws InvalidRequestException {
    long seed = Seed.next("KeyPathTest");
    var random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      Names names = random.nextBoolean() ? Names.UTF8 : Names.LEGACY;
      GroupingKey key = randomKey(random, names);
      String path = new GroupingKeyPath(names).of(key);

      assertThat(path).as("seed=%d", seed).matches("[!-~]*").doesNotContain("//", "?", "#");
      assertThat(new GroupingKeyParser(names).parsePath(QueryParameters.unescaped(path)))
          .as("seed=%d path=%s", seed, path)
          .isEqualTo(key);
    }
  }

  private static GroupingKey randomKey(Random random, Names names) {
    var pairs = new ArrayList<String>(List.of("job", "j" + text(random)));
    for (String name : List.of("a", "instance", "U__x_y", "z_1")) {
      if (random.nextBoolean()) {
        pairs.add(name);
        pairs.add(text(random));
      }
    }
    if (names == Names.UTF8 && random.nextBoolean()) {
      pairs.add("my." + text(random));
      pairs.add(text(random));
    }
    return GroupingKey.of(pairs.toArray(String[]::new));
  }

  private static String text(Random random) {
    var text = new StringBuilder();
    int length = random.nextInt(4);
    for (int i = 0; i < length; i++) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }
}
