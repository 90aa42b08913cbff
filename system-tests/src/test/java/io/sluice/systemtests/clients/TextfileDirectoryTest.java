package io.sluice.systemtests.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.systemtests.harness.Await;
import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.GatewayCommand;
import io.sluice.systemtests.harness.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gateway that watches a directory of text files.
final class TextfileDirectoryTest {
  @TempDir Path directory;
  private Path files;

  @BeforeAll
  static void requireSluice() {
    assumeTrue(GatewayCommand.isSluice());
  }

  @BeforeEach
  void makeDirectory() throws IOException {
    files = Files.createDirectory(directory.resolve("files"));
  }

  @Test
  void file_renamedChangedAndRemoved_isAGroup() throws Exception {
    try (Gateway gateway = gateway()) {
      put("backup.prom", "size 1\n");
      assertThat(awaited(gateway, "size{instance=\"\",job=\"backup\"} 1")).isTrue();
      put("backup.prom", "size 2\n");
      assertThat(awaited(gateway, "size{instance=\"\",job=\"backup\"} 2")).isTrue();
      assertThat(awaited(gateway, "sluice_textfile_files 1")).isTrue();
      assertThat(awaited(gateway, "sluice_textfile_scrape_error 0")).isTrue();

      Files.delete(files.resolve("backup.prom"));
      assertThat(awaitedGone(gateway, "job=\"backup\"")).isTrue();
    }
  }

  @Test
  void group_ofAFile_isNotForClients() throws Exception {
    try (Gateway gateway = gateway("--web.enable-admin-api")) {
      put("job=backup/instance=db1.prom", "size 1\n");
      assertThat(awaited(gateway, "size{instance=\"db1\",job=\"backup\"} 1")).isTrue();
      String path = "/metrics/job/backup/instance/db1";
      String message = "group is read from " + files.resolve("job=backup/instance=db1.prom");
      for (String method : List.of("PUT", "POST", "DELETE")) {
        var answer = gateway.send(method, path, method.equals("DELETE") ? "" : "size 9\n");
        assertThat(answer.statusCode()).as(method).isEqualTo(400);
        assertThat(answer.body()).contains(message);
      }
      var many =
          gateway.send("POST", "/api/v1/groups", "size{job=\"backup\",instance=\"db1\"} 9\n");
      assertThat(many.statusCode()).isEqualTo(400);
      assertThat(many.body()).contains(message);
      assertThat(gateway.send("POST", "/aggregate" + path, "size 9\n").statusCode()).isEqualTo(400);
      gateway.push("/metrics/job/backup", "size 9\n");
      assertThat(
              gateway
                  .send("DELETE", "/api/v1/groups/job/backup/instance/db1?family=size", "")
                  .body())
          .contains(message);
      var deleted = gateway.send("DELETE", "/api/v1/groups?match[]=%7Bjob%3D%22backup%22%7D", "");
      assertThat(deleted.body()).contains("\"count\":1");
      assertThat(gateway.scrape())
          .contains("size{instance=\"db1\",job=\"backup\"} 1")
          .doesNotContain("size{instance=\"\",job=\"backup\"}");
    }
  }

  @Test
  void badFile_leavesTheGroupAndSaysWhy() throws Exception {
    try (Gateway gateway = gateway()) {
      put("backup.prom", "size 1\n");
      assertThat(awaited(gateway, "size{instance=\"\",job=\"backup\"} 1")).isTrue();
      put("backup.prom", "size 2 1520879607789\n");
      assertThat(awaited(gateway, "sluice_textfile_scrape_error 1")).isTrue();
      assertThat(gateway.scrape())
          .contains("size{instance=\"\",job=\"backup\"} 1")
          .containsPattern(
              "push_failure_time_seconds\\{instance=\"\",job=\"backup\"} 1\\.[0-9]+e\\+09");
      assertThat(gateway.get("/api/v1/groups/job/backup").body())
          .contains("must not have timestamps");
      assertThat(gateway.log()).contains("text file not accepted").contains("backup.prom");
      assertThat(gateway.get("/api/v1/pushes?outcome=rejected").body())
          .contains("\"path\":\"" + files.resolve("backup.prom") + "\"")
          .contains("\"key\":\"job/backup\"", "\"peer\":\"file\"", "\"reason\":\"inconsistent\"")
          .contains("must not have timestamps");

      put("backup.prom", "size 3\n");
      assertThat(awaited(gateway, "size{instance=\"\",job=\"backup\"} 3")).isTrue();
      assertThat(awaited(gateway, "sluice_textfile_scrape_error 0")).isTrue();
    }
  }

  @Test
  void restart_withPersistence_keepsTimesAndDropsWhatWent() throws Exception {
    String persistence = "--persistence.file=" + directory.resolve("state");
    put("stays.prom", "size 1\n");
    Path goes = put("goes.prom", "size 1\n");
    Files.setLastModifiedTime(
        files.resolve("stays.prom"), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    String time = "push_time_seconds{instance=\"\",job=\"stays\"} 1.5778368e+09";
    try (Gateway gateway = gateway(persistence)) {
      assertThat(awaited(gateway, "size{instance=\"\",job=\"goes\"} 1")).isTrue();
      assertThat(awaited(gateway, time)).isTrue();
      gateway.kill();
    }
    Files.delete(goes);
    for (int i = 0; i < 2; i++) { // after a crash from the journal, then from a snapshot
      try (Gateway gateway = gateway(persistence)) {
        assertThat(awaitedGone(gateway, "job=\"goes\"")).isTrue();
        assertThat(gateway.scrape()).contains(time);
        assertThat(gateway.get("/api/v1/groups/job/stays").body()).contains("\"push_count\":1");
        assertThat(gateway.send("PUT", "/metrics/job/stays", "size 9\n").statusCode())
            .isEqualTo(400);
        assertThat(gateway.stop()).isZero();
      }
    }
  }

  @Test
  void file_thatStopsChanging_isOverdue() throws Exception {
    Path rules = directory.resolve("rules.yml");
    Files.writeString(rules, "rules:\n  - match: '{job=\"backup\"}'\n    expect_within: 1h\n");
    Path file = put("backup.prom", "size 1\n");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(7200)));
    try (Gateway gateway = gateway("--config.file=" + rules)) {
      assertThat(awaited(gateway, "push_overdue{instance=\"\",job=\"backup\"} 1")).isTrue();
      put("backup.prom", "size 2\n");
      assertThat(awaited(gateway, "push_overdue{instance=\"\",job=\"backup\"} 0")).isTrue();
    }
  }

  // Would catch names that are decoded in the locale's encoding, which is ASCII for many services.
  @Test
  void names_outsideAscii_areUtf8OrAnError() throws Exception {
    String script =
        "printf 'size 1\\n' > .new && mv .new \"$(printf 'k\\303\\244se.prom')\""
            + " && printf 'size 2\\n' > .new && mv .new \"$(printf 'k\\344se.prom')\"";
    Program.run(files, Map.of(), List.of("sh", "-c", script)).orFail();
    try (Gateway gateway =
        Gateway.with("--textfile.directory=" + files).variable("LC_ALL", "C").start()) {
      assertThat(awaited(gateway, "size{instance=\"\",job=\"käse\"} 1")).isTrue();
      assertThat(awaited(gateway, "sluice_textfile_scrape_error 1")).isTrue();
      assertThat(awaited(gateway, "sluice_textfile_files 2")).isTrue();
      assertThat(gateway.get("/api/v1/pushes?outcome=rejected").body())
          .contains("k\ufffdse.prom", "the name is not valid UTF-8");
    }
  }

  @Test
  void group_thatExpires_comesBackWhenItsFileChanges() throws Exception {
    Path rules = directory.resolve("rules.yml");
    Files.writeString(rules, "rules:\n  - match: '{job=\"backup\"}'\n    ttl: 1h\n");
    Path file = put("backup.prom", "size 1\n");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(7200)));
    try (Gateway gateway = gateway("--config.file=" + rules, "--push.ttl-grace=0s")) {
      assertThat(awaited(gateway, "sluice_expired_groups_total 1")).isTrue();
      assertThat(gateway.scrape()).doesNotContain("job=\"backup\"");
      put("backup.prom", "size 2\n");
      assertThat(awaited(gateway, "size{instance=\"\",job=\"backup\"} 2")).isTrue();
      assertThat(gateway.scrape()).contains("sluice_expired_groups_total 1\n");
    }
  }

  @Test
  void directories_ofSeveralFlags_areOneSet() throws Exception {
    Path others = Files.createDirectory(directory.resolve("others"));
    put("a.prom", "size 1\n");
    Files.copy(put("b.prom", "size 2\n"), others.resolve("b.prom"));
    Files.copy(put("c.prom", "size 3\n"), others.resolve("d.prom"));
    try (Gateway gateway = gateway("--textfile.directory=" + others)) {
      assertThat(awaited(gateway, "size{instance=\"\",job=\"a\"} 1")).isTrue();
      assertThat(awaited(gateway, "size{instance=\"\",job=\"d\"} 3")).isTrue();
      assertThat(awaited(gateway, "sluice_textfile_files 5")).isTrue();
      // One group cannot be read from two files.
      assertThat(awaited(gateway, "sluice_textfile_scrape_error 1")).isTrue();
      Files.delete(others.resolve("b.prom"));
      assertThat(awaited(gateway, "sluice_textfile_scrape_error 0")).isTrue();
      assertThat(awaited(gateway, "size{instance=\"\",job=\"b\"} 2")).isTrue();
    }
  }

  // Would catch a warning that the system does not report changes, if it does later.
  @Test
  void directory_thatComesLater_isReadAndIsTheOnlyWarning() throws Exception {
    Path later = directory.resolve("later");
    try (Gateway gateway = gateway("--textfile.directory=" + later)) {
      assertThat(awaited(gateway, "sluice_textfile_scrape_error 1")).isTrue();
      assertThat(gateway.log().lines().filter(line -> line.contains("level=warn")))
          .hasSize(1)
          .first()
          .asString()
          .contains("directory of text files cannot be read", "no such file or directory");
      Files.createDirectory(later);
      Files.copy(put("a.prom", "size 1\n"), later.resolve("b.prom"));
      assertThat(awaited(gateway, "size{instance=\"\",job=\"b\"} 1")).isTrue();
    }
  }

  @Test
  void thousandsOfFiles_atOnce_areAllRead() throws Exception {
    for (int i = 0; i < 3_000; i++) {
      Path file = Files.writeString(files.resolve("job" + i + ".prom"), "size " + i + "\n");
      Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2024-01-01T00:00:00Z")));
    }
    try (Gateway gateway = gateway("--persistence.file=" + directory.resolve("state"))) {
      int count = Await.until(() -> count(gateway), found -> found == 3_000);
      assertThat(count).isEqualTo(3_000);
      // One thread of the gateway, and those of the JDK's watch service.
      try (var threads = Files.list(Path.of("/proc", Long.toString(gateway.pid()), "task"))) {
        long watching =
            threads.filter(task -> name(task).matches("textfiles|FileSystemWatch.*")).count();
        assertThat(watching).isBetween(1L, 2L);
      }
    }
  }

  private static String name(Path task) {
    try {
      return Files.readString(task.resolve("comm"), UTF_8).strip();
    } catch (IOException ended) {
      return "";
    }
  }

  private static int count(Gateway gateway) throws Exception {
    Matcher sample = Pattern.compile("(?m)^size\\{").matcher(gateway.scrape());
    return (int) sample.results().count();
  }

  private Gateway gateway(String... flags) throws Exception {
    String[] all = new String[flags.length + 1];
    System.arraycopy(flags, 0, all, 1, flags.length);
    all[0] = "--textfile.directory=" + files;
    return Gateway.start(all);
  }

  /// Writes a file in the recommended way.
  private Path put(String name, String content) throws IOException {
    Path file = files.resolve(name);
    Files.createDirectories(file.getParent());
    Path temporary = Files.writeString(file.resolveSibling(".new"), content);
    return Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean awaited(Gateway gateway, String line) throws Exception {
    return Await.until(
        () -> gateway.scrape().lines().anyMatch(line::equals), Boolean::booleanValue);
  }

  private static boolean awaitedGone(Gateway gateway, String text) throws Exception {
    return Await.until(() -> !gateway.scrape().contains(text), Boolean::booleanValue);
  }
}
