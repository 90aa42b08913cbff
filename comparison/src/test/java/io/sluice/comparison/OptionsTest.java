package io.sluice.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void parse_nothing_isQuickAndAllScenarios() {
    assertThat(Options.parse(List.of())).isEqualTo(new Options(Mode.QUICK, false, Scenarios.ALL));
  }

  @Test
  void parse_fullAndWrite_areTaken() {
    assertThat(Options.parse(List.of("--full", "--write")))
        .isEqualTo(new Options(Mode.FULL, true, Scenarios.ALL));
  }

  @Test
  void parse_rounds_changesTheModeOnly() {
    assertThat(Options.parse(List.of("--rounds=2", "--full")))
        .isEqualTo(new Options(Mode.FULL.withRounds(2), false, Scenarios.ALL));
    assertThatThrownBy(() -> Options.parse(List.of("--rounds=few")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void parse_names_chooseScenariosInTheOrderOfTheTable() {
    Options options = Options.parse(List.of("wipe", "put"));

    assertThat(options.scenarios()).extracting(Scenario::name).containsExactly("put", "wipe");
  }

  @Test
  void parse_unknownName_isRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> Options.parse(List.of("--fast")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--fast")
        .hasMessageContaining("scraping");
  }

  /// Otherwise the tables of the other scenarios would be lost.
  @Test
  void parse_writeWithSomeScenariosOnly_isRefused() {
    assertThatThrownBy(() -> Options.parse(List.of("--write", "put")))
        .hasMessageContaining("--write");
  }
}
