package io.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
