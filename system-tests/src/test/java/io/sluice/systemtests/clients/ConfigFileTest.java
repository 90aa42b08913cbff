package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.systemtests.harness.Await;
import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.GatewayCommand;
import io.sluice.systemtests.harness.GatewayLaunch;
import io.sluice.systemtests.harness.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `--config.file` from outside: the start, SIGHUP, `/-/reload`, and the exposed results.
final class ConfigFileTest {
  private static final String ONE = "rules:\n  - match: '{job=\"one\"}'\n    ttl: 1d\n";
  private static final String TWO = "rules:\n  - match: '{job=\"two\"}'\n    ttl: 1d\n";
  private static final String WRONG = "rules:\n  - tttl: 1d\n";

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void requireSluice() {
    assumeTrue(GatewayCommand.isSluice(), "another gateway has no configuration file");
    file = directory.resolve("rules.yml");
  }

  @Test
  void start_wrongFile_endsWithThePlace() throws Exception {
    Files.writeString(file, WRONG);
    List<String> command =
        GatewayCommand.of("--web.listen-address=127.0.0.1:0", "--config.file=" + file);
    Program.Outcome outcome = Program.run(new ProcessBuilder(command));

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.stderr()).contains(file + ":2:5: unknown key").doesNotContain("Listening");
  }

  @Test
  void reload_goodAndWrongFiles_showInRulesAndMetrics() throws Exception {
    Files.writeString(file, ONE);
    try (Gateway gateway = Gateway.start("--config.file=" + file, "--web.enable-lifecycle")) {
      assertThat(gateway.get("/api/v1/rules").body()).contains("{job=\\\"one\\\"}");
      assertThat(gateway.scrape()).contains("\nsluice_config_last_reload_successful 1\n");

      Files.writeString(file, WRONG);
      var refused = gateway.send("POST", "/-/reload", "");
      assertThat(refused.statusCode()).isEqualTo(500);
      assertThat(refused.body()).startsWith("failed to reload config: " + file + ":2:5: ");
      assertThat(gateway.get("/api/v1/rules").body()).contains("{job=\\\"one\\\"}");
      assertThat(gateway.scrape()).contains("\nsluice_config_last_reload_successful 0\n");

      Files.writeString(file, TWO);
      assertThat(gateway.send("PUT", "/-/reload", "").statusCode()).isEqualTo(200);
      assertThat(gateway.get("/api/v1/rules").body()).contains("{job=\\\"two\\\"}");
      assertThat(gateway.scrape()).contains("\nsluice_config_last_reload_successful 1\n");
    }
  }

  @Test
  void hangup_file_isReadAgain() throws Exception {
    Files.writeString(file, ONE);
    try (Gateway gateway = hearingHangups("--config.file=" + file).start()) {
      Files.writeString(file, TWO);
      gateway.signal("HUP");
      String rules =
          Await.until(() -> gateway.get("/api/v1/rules").body(), body -> body.contains("two"));

      assertThat(rules).contains("{job=\\\"two\\\"}");
      assertThat(gateway.send("POST", "/-/reload", "").statusCode()).isEqualTo(403);
    }
  }

  @Test
  void hangup_noFile_isLoggedAndNothingElse() throws Exception {
    try (Gateway gateway = hearingHangups().start()) {
      gateway.push("/metrics/job/a", "a 1\n");
      gateway.signal("HUP");
      String log = Await.until(gateway::log, text -> text.contains("SIGHUP"));
      gateway.signal("HUP");

      assertThat(log).contains("level=info", "received SIGHUP; ignored");
      assertThat(gateway.scrape()).contains("\na{instance=\"\",job=\"a\"} 1\n");
      assertThat(gateway.stop()).isZero();
    }
  }

  // -Xrs: the JVM does not handle signals, so by default the system ends the process.
  @Test
  void hangup_jvmWithoutSignals_endsAsTheLogAnnounced() throws Exception {
    try (Gateway gateway = hearingHangups().variable("JAVA_TOOL_OPTIONS", "-Xrs").start()) {
      assertThat(gateway.log()).contains("level=warn", "SIGHUP is not handled");
      gateway.signal("HUP");
      assertThat(gateway.awaitEnd()).isEqualTo(128 + 1);
    }
  }

  @Test
  void checkConfig_goodAndWrongFiles_saysSo() throws Exception {
    Files.writeString(file, ONE);
    assertThat(checkConfig().orFail()).isEqualTo(file + ": OK, 1 rules\n");

    Files.writeString(file, WRONG);
    Program.Outcome wrong = checkConfig();
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.stdout()).isEmpty();
    assertThat(wrong.stderr()).startsWith(file + ":2:5: unknown key \"tttl\"");
  }

  // A process that ignores SIGHUP, as with nohup, passes that on to its children: env resets it.
  private static GatewayLaunch hearingHangups(String... flags) {
    return Gateway.with(flags).by(List.of("env", "--default-signal=HUP"));
  }

  private Program.Outcome checkConfig() throws Exception {
    return Program.run(new ProcessBuilder(GatewayCommand.of("check-config", file.toString())));
  }
}
