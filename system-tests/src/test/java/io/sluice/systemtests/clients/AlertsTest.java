package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.harness.Program;
import io.sluice.systemtests.harness.Program.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The shipped alerting rules, checked by Prometheus's own tool.
final class AlertsTest {
  private static final Path ALERTS = Path.of("..", "alerts");
  private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");
  private static final Pattern TESTED = Pattern.compile("alertname: (\\w+)\\s+exp_alerts:( \\[])?");

  @BeforeEach
  void requirePromtool() throws Exception {
    Program.require("prometheus", "promtool", "--version");
  }

  @Test
  void rules_areValid() throws Exception {
    assertThat(promtool("check", "rules", "sluice.yml").orFail())
        .contains("SUCCESS: " + alerts().size() + " rules found");
  }

  // Would catch an alert that is not tested, or only tested as firing or only as not firing.
  @Test
  void tests_haveEachAlertFiringAndNotFiring() throws Exception {
    Map<String, Set<Boolean>> alertToTested = new TreeMap<>();
    TESTED
        .matcher(Files.readString(ALERTS.resolve("sluice_test.yml")))
        .results()
        .forEach(
            test ->
                alertToTested
                    .computeIfAbsent(test.group(1), _ -> new HashSet<>())
                    .add(test.group(2) == null));
    assertThat(alertToTested.keySet()).containsExactlyInAnyOrderElementsOf(alerts());
    assertThat(alertToTested.values()).containsOnly(Set.of(true, false));
  }

  @Test
  void rules_ofTheChart_areTheProjects() {
    assertThat(Path.of("..", "charts", "sluice", "files", "alerts.yml"))
        .hasSameTextualContentAs(ALERTS.resolve("sluice.yml"));
  }

  private static List<String> alerts() throws IOException {
    return ALERT
        .matcher(Files.readString(ALERTS.resolve("sluice.yml")))
        .results()
        .map(alert -> alert.group(1))
        .toList();
  }

  @Test
  void rules_fireWhenTheyShould() throws Exception {
    assertThat(promtool("test", "rules", "sluice_test.yml").orFail()).contains("SUCCESS");
  }

  private static Outcome promtool(String... arguments) throws Exception {
    var builder = new ProcessBuilder("promtool").directory(ALERTS.toFile());
    builder.command().addAll(List.of(arguments));
    return Program.run(builder);
  }
}
