package io.sluice.systemtests.clients;

import io.sluice.systemtests.clients.ClientContract.Operation;
import io.sluice.systemtests.harness.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Debian's golang-github-prometheus-client-golang-dev, in a program that is built for the tests.
final class GoClient {
  /// In text, a native histogram has only its count and sum.
  static final String WAIT =
      """
      # TYPE backup_wait_seconds histogram
      backup_wait_seconds_bucket{instance="",job="nightly/db",path="/var/backups",shard="",le="+Inf"} 5
      backup_wait_seconds_sum{instance="",job="nightly/db",path="/var/backups",shard=""} 52.5
      backup_wait_seconds_count{instance="",job="nightly/db",path="/var/backups",shard=""} 5
      """;

  private static final String SOURCES =
      "/usr/share/gocode/src/github.com/prometheus/client_golang/prometheus/push/push.go";

  private static final Path HOME = Path.of("target", "go-client").toAbsolutePath();

  /// The compiler caches its results in `target`, so that only the first build is slow.
  static void build() throws Exception {
    Program.require("golang", "go", "version");
    Program.require("golang-github-prometheus-client-golang-dev", "test", "-e", SOURCES);
    Files.createDirectories(HOME);
    Map<String, String> environment =
        Map.of(
            "GO111MODULE", "off",
            "GOFLAGS", "",
            "GOPATH", "/usr/share/gocode",
            "GOCACHE", HOME.resolve("cache").toString());
    Program.run(HOME, environment, List.of("go", "build", "-o", "backup", Script.path("backup.go")))
        .orFail();
  }

  static void act(String format, Operation operation, String address) throws Exception {
    String program = HOME.resolve("backup").toString();
    Program.run(HOME, Map.of(), List.of(program, "http://" + address, format, operation.word()))
        .orFail();
  }

  private GoClient() {}
}
