package io.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LabelsTest {
  @Test
  void of_anyOrder_sortsByBytes() {
    // U+FFFD sorts before U+1F600 in UTF-8, after it in UTF-16.
    Labels labels = Labels.of("😀", "4", "b", "2", "\uFFFD", "3", "a", "1");

    assertThat(labels).hasToString("{a=\"1\", b=\"2\", \uFFFD=\"3\", 😀=\"4\"}");
  }

  @Test
  void duplicateName_oneNameTwice_isFound() {
    assertThat(Labels.of("b", "1", "a", "2", "b", "3").duplicateName()).isEqualTo("b");
    assertThat(Labels.of("b", "1", "a", "2").duplicateName()).isNull();
  }

  @Test
  void overlaidWith_sharedAndOwnNames_takesTheUpperValue() {
    Labels lower = Labels.of("a", "1", "c", "3", "e", "5");
    Labels upper = Labels.of("b", "2", "c", "30", "f", "6");

    assertThat(lower.overlaidWith(upper))
        .isEqualTo(Labels.of("a", "1", "b", "2", "c", "30", "e", "5", "f", "6"));
    assertThat(lower.overlaidWith(Labels.EMPTY)).isEqualTo(lower);
    assertThat(Labels.EMPTY.overlaidWith(lower)).isEqualTo(lower);
  }

  // As upstream: only the first of two labels with the same name is overwritten, so the check still
  // finds two.
  @Test
  void overlaidWith_duplicateBelow_keepsTheSecond() {
    Labels overlaid = Labels.of("a", "1", "a", "2").overlaidWith(Labels.of("a", "3"));

    assertThat(overlaid).isEqualTo(Labels.of("a", "3", "a", "2"));
  }

  @Test
  void without_name_dropsIt() {
    assertThat(Labels.of("a", "1", "b", "2").without("a")).isEqualTo(Labels.of("b", "2"));
    assertThat(Labels.of("a", "1").without("b")).isEqualTo(Labels.of("a", "1"));
  }

  @Test
  void of_nameWithoutValue_throws() {
    assertThatThrownBy(() -> Labels.of("a")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void indexOf_eachName_isWhereItIs() {
    Labels labels = Labels.of("b", "1", "é", "2", "\ud83d\ude00", "3", "\uffff", "4", "a", "5");

    for (int i = 0; i < labels.size(); i++) {
      assertThat(labels.indexOf(labels.name(i))).isEqualTo(i);
    }
    assertThat(labels.indexOf("aa")).isNegative();
    assertThat(Labels.EMPTY.indexOf("a")).isNegative();
  }

  @Test
  void select_someOfThem_areThose() {
    Labels labels = Labels.of("a", "1", "b", "2", "c", "3");

    assertThat(labels.select(new int[] {0, 2, 1}, 2)).isEqualTo(Labels.of("a", "1", "c", "3"));
    assertThat(labels.select(new int[0], 0)).isEqualTo(Labels.EMPTY);
  }
}
