package io.sluice.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesFileTest {
  private static final String ONE = "rules:\n  - ttl: 1d\n";
  private static final String TWO = "rules:\n  - match: '{job=\"x\"}'\n  - ttl: 1d\n";
  private static final String WRONG = "rules:\n  - tttl: 1d\n";

  @TempDir Path folder;
  private Path path;
  private final List<Boolean> told = new ArrayList<>();

  @BeforeEach
  void nameTheFile() {
    path = folder.resolve("rules.yml");
  }

  @Test
  void open_goodFile_isInForce() throws Exception {
    RulesFile file = open(ONE);

    assertThat(file.rules().all()).hasSize(1);
    assertThat(file.file()).isEqualTo(path);
    assertThat(told).containsExactly(true);
  }

  @Test
  void open_wrongFile_saysFileLineAndColumn() {
    assertThatThrownBy(() -> open(WRONG))
        .isInstanceOf(RulesFile.UnusableException.class)
        .hasMessageStartingWith(path + ":2:5: unknown key \"tttl\"");
  }

  @Test
  void open_noFile_saysSo() {
    assertThatThrownBy(() -> RulesFile.open(path, told::add))
        .isInstanceOf(RulesFile.UnusableException.class)
        .hasMessage("open " + path + ": no such file or directory");
    assertThatThrownBy(() -> RulesFile.open(folder, told::add))
        .isInstanceOf(RulesFile.UnusableException.class)
        .hasMessage("open " + folder + ": is a directory");
    assertThat(told).containsExactly(false, false);
  }

  @Test
  void reload_otherRules_areInForce() throws Exception {
    RulesFile file = open(ONE);
    write(TWO);
    file.reload();

    assertThat(file.rules().all()).hasSize(2);
    assertThat(told).containsExactly(true, true);
  }

  @Test
  void reload_wrongFile_keepsTheRulesBefore() throws Exception {
    RulesFile file = open(ONE);
    Rules before = file.rules();
    write(WRONG);

    assertThatThrownBy(file::reload).isInstanceOf(RulesFile.UnusableException.class);
    assertThat(file.rules()).isSameAs(before);
    assertThat(told).containsExactly(true, false);
    write(TWO);
    file.reload();
    assertThat(file.rules().all()).hasSize(2);
    assertThat(told).containsExactly(true, false, true);
  }

  @Test
  void none_reload_doesNothing() throws Exception {
    RulesFile none = RulesFile.none();
    none.reload();

    assertThat(none.rules()).isSameAs(Rules.NONE);
    assertThat(none.file()).isNull();
  }

  private RulesFile open(String text) throws Exception {
    write(text);
    return RulesFile.open(path, told::add);
  }

  private void write(String text) throws IOException {
    Files.writeString(path, text);
  }
}
