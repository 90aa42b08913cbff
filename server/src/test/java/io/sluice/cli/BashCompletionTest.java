package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script in a real bash, with the command line split into words like in bash.
class BashCompletionTest {
  @TempDir Path folder;

  @Test
  void complete_startOfAFlag_offersFlags() throws Exception {
    assertThat(complete("--persistence."))
        .containsExactlyInAnyOrder(
            "--persistence.file=", "--persistence.interval=", "--persistence.sync=");
    assertThat(complete("--web.enable-l")).containsExactly("--web.enable-lifecycle");
    assertThat(complete("--help-m")).isEmpty();
  }

  @Test
  void complete_firstWord_offersCommands() throws Exception {
    assertThat(complete("")).contains("inspect", "repair", "export", "check-config");
    assertThat(complete("check")).containsExactly("check-config");
  }

  @Test
  void complete_valueOfAFileFlag_offersFiles() throws Exception {
    Files.createFile(folder.resolve("rules.yml"));

    assertThat(complete("--config.file", "=", "ru")).containsExactly("rules.yml");
    assertThat(complete("--config.file", "=")).containsExactly("rules.yml");
    assertThat(complete("check-config", "ru")).containsExactly("rules.yml");
    assertThat(complete("--log.level", "=", "ru")).isEmpty();
  }

  private List<String> complete(String... words) throws IOException, InterruptedException {
    Path script = Files.createTempFile("completion", ".bash");
    String test =
        BashCompletion.text()
            + """
            compopt() { :; }
            COMP_WORDS=(sluice "$@")
            COMP_CWORD=$#
            _sluice
            ((${#COMPREPLY[@]} == 0)) || printf '%s\\n' "${COMPREPLY[@]}"
            """;
    Files.writeString(script, test);
    try {
      var command = new ArrayList<>(List.of("bash", script.toString()));
      command.addAll(List.of(words));
      Process bash =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
      String printed = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(bash.waitFor()).as(printed).isZero();
      return printed.lines().toList();
    } finally {
      Files.delete(script);
    }
  }
}
