package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.clients.Program.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The alerting rules that are shipped, by Prometheus's own tool.
final class AlertsTest {
  private static final Path ALERTS = Path.of("..", "alerts");

  @BeforeEach
  void requirePromtool() throws Exception {
    Program.require("prometheus", "promtool", "--version");
  }

  @Test
  void rules_areValid() throws Exception {
    assertThat(promtool("check", "rules", "sluice.yml").orFail())
        .contains("SUCCESS: 16 rules found");
  }

  @Test
  void rules_fireWhenTheyShould() throws Exception {
    assertThat(promtool("test", "rules", "sluice_test.yml").orFail()).contains("SUCCESS");
  }

  private static Outcome promtool(String... arguments) throws Exception {
    var builder = new ProcessBuilder("promtool").directory(ALERTS.toFile());
    builder.command().addAll(java.util.List.of(arguments));
    return Program.run(builder);
  }
}
