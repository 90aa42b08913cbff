package io.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LabelsOrderTest {
  @Test
  void of_moreLabelsThanInsertionSortIsFor_sortsStably() {
    var pairs = new String[2000];
    for (int i = 0; i < 1000; i++) {
      pairs[2 * i] = "l%03d".formatted((999 - i) / 2);
      pairs[2 * i + 1] = Integer.toString(i);
    }
    Labels labels = Labels.of(pairs);
    assertThat(labels.name(0)).isEqualTo("l000");
    assertThat(labels.value(0)).isEqualTo("998");
    assertThat(labels.value(1)).isEqualTo("999");
    assertThat(labels.name(999)).isEqualTo("l499");
    assertThat(labels.value(999)).isEqualTo("1");
  }

  @Test
  void compareTo_equalAndOther_agreesWithEquals() {
    assertThat(Labels.of("b", "1", "a", "2")).isEqualByComparingTo(Labels.of("a", "2", "b", "1"));
    assertThat(Labels.of("a", "Aa").compareTo(Labels.of("a", "BB"))).isNegative();
    assertThat(Labels.of("a", "1").compareTo(Labels.EMPTY)).isPositive();
  }
}
