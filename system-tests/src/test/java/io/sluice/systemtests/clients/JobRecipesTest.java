package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The recipes of docs/jobs.md: their commands are run like by cron, Jenkins and the other systems,
/// with programs that record their arguments instead of the jobs.
final class JobRecipesTest {
  private static final Path PAGE = Path.of("..", "docs", "jobs.md");
  private static final Path MANIFEST = Path.of("..", "deploy", "kubernetes", "job.yaml");
  private static final Path SCRIPT =
      Path.of("..", "bin", "sluice-job").toAbsolutePath().normalize();

  private static final Pattern CRONTAB = Pattern.compile("(?m)^(?:[\\d*/,-]+ +){5}(.+)$");
  private static final Pattern JENKINS = Pattern.compile("sh '(.+)'");
  private static final Pattern GITLAB = Pattern.compile("(?m)^ +- (sluice-job .+)$");
  private static final Pattern AIRFLOW = Pattern.compile("bash_command=\"(.+)\"");
  private static final Pattern KUBERNETES =
      Pattern.compile("command: \\[(sh, .+)]\\s+args: \\[(.+)]");
  private static final Pattern POWERSHELL =
      Pattern.compile("(?:^  |\\.)(\\w+) = ", Pattern.MULTILINE);
  private static final Pattern VARIABLE =
      Pattern.compile("\\{name: (SLUICE_\\w+), value: \"?(.*?)\"?}");
  private static final Pattern COMMA = Pattern.compile(", *");

  /// The variables that CI sets for a job.
  private static final Map<String, String> OF_CI =
      Map.of("BRANCH_NAME", "feature/x", "CI_COMMIT_REF_NAME", "feature/x");

  @TempDir Path directory;
  private Gateway gateway;

  @BeforeEach
  void start() throws Exception {
    Program.require("curl", "curl", "--version");
    gateway = Gateway.start();
    Files.createDirectory(directory.resolve("bin"));
    Path script = Files.copy(SCRIPT, directory.resolve("bin/sluice-job"));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    for (String program : List.of("backup", "make", "backup.exe")) {
      Path file = directory.resolve("bin").resolve(program);
      Files.writeString(file, "#!/bin/sh\necho \"${0##*/} $*\" >> " + directory + "/ran\n");
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void cron_runsAndReports() throws Exception {
    run(List.of("/bin/sh", "-c", found(CRONTAB, block("crontab"))), Map.of());
    assertReported("backup --full\n", "instance=\"\",job=\"backup\"", true);
  }

  @Test
  void jenkins_runsAndReports() throws Exception {
    String pipeline = block("groovy");
    assertThat(pipeline).contains("SLUICE_GATEWAY = '" + gateway.url() + "'");
    run(List.of("/bin/sh", "-xec", found(JENKINS, pipeline)), OF_CI);
    assertReported("make \n", "branch=\"feature/x\",instance=\"\",job=\"build\"", false);
  }

  @Test
  void gitLab_runsAndReports() throws Exception {
    String jobs = block("yaml");
    assertThat(jobs).contains("SLUICE_GATEWAY: " + gateway.url());
    run(List.of("/bin/sh", "-ec", found(GITLAB, jobs)), OF_CI);
    assertReported("make \n", "branch=\"feature/x\",instance=\"\",job=\"build\"", false);
  }

  @Test
  void airflow_runsAndReports() throws Exception {
    String code = block("python");
    assertThat(code).contains("\"SLUICE_GATEWAY\": \"" + gateway.url() + "\"");
    run(List.of("bash", "-c", found(AIRFLOW, code)), Map.of());
    assertReported("backup --full\n", "instance=\"\",job=\"backup\"", true);
  }

  @Test
  void kubernetes_runsAndReports() throws Exception {
    String manifest =
        local(Files.readString(MANIFEST)).replace("http://sluice:9091", gateway.url());
    Matcher command = KUBERNETES.matcher(manifest);
    assertThat(command.find()).isTrue();
    List<String> words = new ArrayList<>(List.of(COMMA.split(command.group(1))));
    words.addAll(List.of(COMMA.split(command.group(2))));
    words.replaceAll(word -> word.replace("/tools/sluice-job", SCRIPT.toString()));
    Map<String, String> variables = new HashMap<>();
    VARIABLE.matcher(manifest).results().forEach(v -> variables.put(v.group(1), v.group(2)));
    assertThat(variables).containsKeys("SLUICE_GATEWAY", "SLUICE_SPOOL", "SLUICE_PUSH_TIMEOUT");
    run(words, variables);
    assertReported("backup --full\n", "instance=\"\",job=\"backup\"", true);
  }

  // Debian has no PowerShell. Without one, this would catch a metric that sluice-job does not have.
  @Test
  void powerShell_runsAndReports() throws Exception {
    String text = block("powershell");
    String sluiceJob = Files.readString(SCRIPT);
    assertThat(POWERSHELL.matcher(text).results())
        .hasSize(6)
        .allSatisfy(key -> assertThat(sluiceJob).contains("gauge job_last_" + key.group(1) + " "));
    Path script = Files.writeString(directory.resolve("job.ps1"), text);
    if (isThere("pwsh")) {
      run(List.of("pwsh", "-NoProfile", "-File", script.toString()), Map.of());
      assertReported("backup.exe --full\n", "instance=\"\",job=\"backup\"", true);
    }
  }

  private void run(List<String> command, Map<String, String> variables) throws Exception {
    List<String> clean = new ArrayList<>(List.of("env", "-i"));
    clean.add("PATH=" + directory.resolve("bin") + ":/usr/bin:/bin");
    clean.add("HOME=" + directory);
    clean.add("SLUICE_GATEWAY=" + gateway.url());
    variables.forEach((name, value) -> clean.add(name + "=" + value));
    clean.addAll(command);
    assertThat(Program.run(directory, Map.of(), clean).orFail()).isEmpty();
  }

  private void assertReported(String ran, String labels, boolean isExpected) throws Exception {
    assertThat(directory.resolve("ran")).hasContent(ran);
    String metrics = gateway.scrape();
    assertThat(metrics).contains("job_last_success{" + labels + "} 1\n");
    assertThat(metrics.contains("push_expected_interval_seconds{" + labels + "} 90000\n"))
        .isEqualTo(isExpected);
  }

  /// The first block of the recipes in this language.
  private String block(String language) throws IOException {
    return DocExample.of(PAGE).stream()
        .filter(example -> example.language().equals(language))
        .map(example -> local(example.text()))
        .findFirst()
        .orElseThrow();
  }

  private String local(String text) {
    return text.replace("http://gw:9091", gateway.url())
        .replace("/usr/local/bin/backup", directory.resolve("bin/backup").toString());
  }

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }

  private static boolean isThere(String program) throws Exception {
    return Program.run(Path.of("."), Map.of(), List.of("sh", "-c", "command -v " + program))
            .exitCode()
        == 0;
  }
}
