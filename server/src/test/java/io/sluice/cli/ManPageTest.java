package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ManPageTest {
  @Test
  void text_everyFlagOfTheHelp_hasItsEntry() {
    String page = ManPage.text().replace("\\-", "-").replace("\\fB", "").replace("\\fR", "");

    for (Flag<?> flag : Flag.shown()) {
      assertThat(page).contains(".TP\n").contains(flag.longName + (takesValue(flag) ? "=" : "\n"));
      assertThat(page).contains("\n" + flag.help.replace("`", "\\(ga") + "\n");
    }
  }

  @Test
  void text_values_haveNamesAndDefaults() {
    assertThat(ManPage.text())
        .contains("\\fB\\-\\-\\fR\\fBpersistence.interval\\fR=\\fIINTERVAL\\fR (default: 5m)\n")
        .contains("\\fB\\-\\-[no\\-]\\fR\\fBweb.enable\\-lifecycle\\fR\n")
        .contains(".B check\\-config FILE\n");
  }

  // A line that begins with a dot or a quote is a troff request or a mistake.
  @Test
  void text_linesThatBeginWithADot_areKnownRequests() {
    assertThat(ManPage.text().lines())
        .filteredOn(line -> line.startsWith(".") || line.startsWith("'"))
        .allMatch(line -> line.matches("\\.(TH|SH|TP|PP|B|BR|RI|br)( .*)?"));
  }

  private static boolean takesValue(Flag<?> flag) {
    return flag.kind() != FlagType.Kind.BOOLEAN;
  }
}
