package io.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupingKeyTest {
  @Test
  void equals_labelsInOtherOrder_isTheSameKey() {
    GroupingKey key = GroupingKey.of("job", "a", "instance", "b");

    assertThat(key).isEqualTo(GroupingKey.of("instance", "b", "job", "a")).hasSameHashCodeAs(key);
    assertThat(key).isNotEqualTo(GroupingKey.of("job", "a"));
  }

  // With a separator that may occur in values, {a="1/b", ...} and {a="1", b="..."} could be one
  // key.
  @Test
  void equals_valuesThatLookLikeSeparators_areDifferent() {
    assertThat(GroupingKey.of("job", "x", "l", "a\u00FFm"))
        .isNotEqualTo(GroupingKey.of("job", "x", "l", "a", "m", ""));
  }

  @Test
  void compareTo_keys_followsTheirBytes() {
    GroupingKey plain = GroupingKey.of("job", "a");

    assertThat(plain).isLessThan(GroupingKey.of("job", "b"));
    assertThat(plain).isLessThan(GroupingKey.of("job", "a", "zone", "1"));
    assertThat(GroupingKey.of("instance", "z", "job", "z")).isLessThan(plain);
  }

  // Would catch wrong results for a part that is a prefix of another, followed by more or not.
  @Test
  void compareTo_allShortKeys_isThatOfTheirBytes() {
    List<String> parts = List.of("", "a", "ab", "b", "\u00e9", "\uffff", "\ud83d\ude00");
    var keys = new ArrayList<GroupingKey>(List.of(GroupingKey.of()));
    for (String name : List.of("a", "ab", "\u00e9")) {
      for (String value : parts) {
        keys.add(GroupingKey.of(name, value));
        keys.add(GroupingKey.of(name, value, "ab\u00e9", "a"));
      }
    }
    for (GroupingKey a : keys) {
      for (GroupingKey b : keys) {
        assertThat(Integer.signum(a.compareTo(b)))
            .as("%s %s", a, b)
            .isEqualTo(Integer.signum(Arrays.compareUnsigned(bytes(a), bytes(b))));
      }
    }
  }

  /// `name FF value FF name FF value`
  private static byte[] bytes(GroupingKey key) {
    var parts = new ArrayList<String>();
    key.labels().forEach((name, value) -> Collections.addAll(parts, name, value));
    return Utf8.encode(String.join("\udcff", parts));
  }

  @Test
  void create_withoutJob_hasNone() {
    assertThat(GroupingKey.of("a", "b").job()).isEmpty();
    assertThat(GroupingKey.of()).isLessThan(GroupingKey.of("a", "b")).isEqualTo(GroupingKey.of());
  }

  @Test
  void create_withEmptyJobOrWithDuplicate_throws() {
    assertThatThrownBy(() -> GroupingKey.of("job", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> GroupingKey.of("job", "a", "l", "1", "l", "2"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
