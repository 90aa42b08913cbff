package io.sluice.systemtests.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.clients.AnsweringServer.Push;
import io.sluice.systemtests.harness.Await;
import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.Program;
import io.sluice.systemtests.harness.Program.Outcome;
import io.sluice.systemtests.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `bin/sluice-job` under each supported shell.
final class SluiceJobTest {
  private static final int TEMPORARY_FAILURE = 75;
  private static final int USAGE = 64;
  private static final int TIMED_OUT = 124;

  @TempDir Path directory;

  static List<String> shells() {
    return List.of("dash", "bash", "busybox ash", "ksh");
  }

  @BeforeAll
  static void requirePrograms() throws Exception {
    Program.require("curl", "curl", "--version");
    Program.require("dash", "dash", "-c", "true");
    Program.require("bash", "bash", "-c", "true");
    Program.require("busybox", "busybox", "ash", "-c", "true");
    Program.require("ksh", "ksh", "-c", "true");
  }

  @Test
  void script_shellcheck_isClean() throws Exception {
    Program.require("shellcheck", "shellcheck", "--version");
    assertThat(
            Program.run(
                    Path.of(".."), Map.of(), List.of("shellcheck", "-s", "sh", "bin/sluice-job"))
                .stdout())
        .isEmpty();
  }

  // Would catch a flag that was added to the script and not to the completion.
  @Test
  void completion_ofFlags_offersThoseOfTheHelp() throws Exception {
    String help =
        Program.run(Path.of(".."), Map.of(), List.of("bin/sluice-job", "--help")).orFail();
    Set<String> flags = new TreeSet<>();
    Pattern.compile("--[a-z][a-z-]+").matcher(help).results().forEach(f -> flags.add(f.group()));
    assertThat(flags).hasSizeGreaterThan(20);
    assertThat(completed("--")).containsAll(flags);
    assertThat(completed("rep")).containsExactly("report");
    assertThat(completed("--cacert", "bin/sluice-j")).containsExactly("bin/sluice-job");
    assertThat(completed("--job", "a", "--", "--")).isEmpty();
  }

  private static List<String> completed(String... words) throws Exception {
    String script =
        """
        . packaging/sluice-job.bash
        COMP_WORDS=(sluice-job "$@"); COMP_CWORD=$#
        _sluice_job
        printf '%s\\n' "${COMPREPLY[@]}"
        """;
    List<String> command = new ArrayList<>(List.of("bash", "-c", script, "bash"));
    command.addAll(List.of(words));
    return Program.run(Path.of(".."), Map.of(), command)
        .orFail()
        .lines()
        .filter(line -> !line.isEmpty())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("shells")
  void exitCode_ofTheCommand_isThatOfTheScript(String shell) throws Exception {
    try (var server = new AnsweringServer(_ -> 200)) {
      for (int code : shell.equals("dash") ? range() : new int[] {0, 1, 2, 63, 126, 128, 255}) {
        Outcome run = JobRun.under(shell, directory).to(server.url()).runs("exit " + code);
        assertThat(run.exitCode()).isEqualTo(code);
        assertThat(last(server).body())
            .contains("\njob_last_exit_code " + code + "\n")
            .contains("\njob_last_success " + (code == 0 ? 1 : 0) + "\n");
        assertThat(run.stdout() + run.stderr()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void command_endedByASignal_isReportedAsAShellDoes(String shell) throws Exception {
    // All signals that end a process, with their numbers on Linux.
    var signals = new TreeMap<String, Integer>();
    Pattern.compile("(\\w+)=(\\d+)")
        .matcher(
            "HUP=1 INT=2 QUIT=3 ILL=4 TRAP=5 ABRT=6 BUS=7 FPE=8 KILL=9 USR1=10 SEGV=11 USR2=12"
                + " PIPE=13 ALRM=14 TERM=15 XCPU=24 XFSZ=25 VTALRM=26 PROF=27 SYS=31")
        .results()
        .forEach(signal -> signals.put(signal.group(1), Integer.valueOf(signal.group(2))));
    try (var server = new AnsweringServer(_ -> 200)) {
      for (var signal : signals.entrySet()) {
        Outcome run =
            JobRun.under(shell, directory)
                .to(server.url())
                .runs("ulimit -c 0; kill -s " + signal.getKey() + " $$");
        assertThat(run.exitCode()).as(signal.getKey()).isEqualTo(128 + signal.getValue());
        assertThat(run.stderr()).as(signal.getKey()).isEmpty();
        assertThat(last(server).body())
            .contains("\njob_last_exit_code " + (128 + signal.getValue()) + "\n");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void command_thatCannotBeRun_isReportedAsAShellDoes(String shell) throws Exception {
    try (var server = new AnsweringServer(_ -> 200)) {
      Outcome missing =
          JobRun.under(shell, directory).to(server.url()).runs("/nowhere/backup", "--full");
      assertThat(missing.exitCode()).isEqualTo(127);
      assertThat(missing.stderr()).contains("/nowhere/backup");
      assertThat(last(server).body()).contains("\njob_last_exit_code 127\n");
      Path file = Files.writeString(directory.resolve("no-program"), "");
      Outcome noProgram =
          JobRun.under(shell, directory).to(server.url()).runs(new String[] {file.toString()});
      assertThat(noProgram.exitCode()).isEqualTo(126);
      assertThat(last(server).body()).contains("\njob_last_exit_code 126\n");
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void signal_toTheScript_reachesTheCommandAndItsChildren(String shell) throws Exception {
    try (var server = new AnsweringServer(_ -> 200)) {
      for (String signal : List.of("TERM", "INT", "HUP")) {
        Path ready = directory.resolve("ready-" + signal);
        Path ended = directory.resolve("ended-" + signal);
        Process process =
            JobRun.under(shell, directory)
                .to(server.url())
                .starts(
                    """
                    trap 'echo parent >> %2$s; exit 7' %1$s
                    sh -c 'trap "echo child >> %2$s; exit 0" %1$s; : > %3$s; while :; do sleep 0.1; done'
                    """
                        .formatted(signal, ended, ready));
        try {
          assertThat(Await.until(() -> Files.exists(ready), found -> found)).isTrue();
          signal(signal, process);
          assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("%s ends it", signal).isTrue();
        } finally {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(signal).isEqualTo(7);
        assertThat(Files.readString(ended)).isEqualTo("child\nparent\n");
        assertThat(last(server).body()).contains("\njob_last_exit_code 7\n");
      }
    }
  }

  // Would catch a group that is "running" forever, and a temporary directory that is not removed.
  @ParameterizedTest
  @MethodSource("shells")
  void signal_whileTheStartIsReported_isReportedAndTheCommandNotRun(String shell) throws Exception {
    var answer = new CountDownLatch(1);
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    try (var server = new AnsweringServer(push -> isStart(push) ? after(answer) : 200)) {
      Process process =
          JobRun.under(shell, directory)
              .to(server.url())
              .flags("--start")
              .with("TMPDIR", temporary.toString())
              .starts("touch " + directory.resolve("touched"));
      try {
        assertThat(Await.until(server::pushes, pushes -> !pushes.isEmpty())).isNotEmpty();
        signal("TERM", process);
        answer.countDown();
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
      } finally {
        process.destroyForcibly();
      }
      assertThat(process.exitValue()).isEqualTo(143);
      assertThat(last(server).body())
          .contains("\njob_last_exit_code 143\n")
          .contains("\njob_running 0\n");
      assertThat(directory.resolve("touched")).doesNotExist();
      assertThat(temporary).isEmptyDirectory();
    }
  }

  private static boolean isStart(Push push) {
    return push.body().contains("\njob_running 1\n");
  }

  private static int after(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 200;
  }

  @ParameterizedTest
  @MethodSource("shells")
  void command_longerThanTheTimeout_isEndedAndReported(String shell) throws Exception {
    try (var server = new AnsweringServer(_ -> 200)) {
      Outcome run =
          JobRun.under(shell, directory)
              .to(server.url())
              .flags("--timeout", "1s", "--kill-after=1s", "--aggregate")
              .runs("trap '' TERM; while :; do sleep 0.1; done");
      assertThat(run.exitCode()).isEqualTo(TIMED_OUT);
      assertThat(server.pushes().getFirst().body()).contains("\njob_last_exit_code 124\n");
      assertThat(last(server).path()).isEqualTo("/aggregate/metrics/job/nightly/report/runs");
      assertThat(last(server).body()).contains("\njob_runs_total{outcome=\"timeout\"} 1\n");
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void command_withATimeoutThatItKeeps_leavesNoTimer(String shell) throws Exception {
    try (var server = new AnsweringServer(_ -> 200)) {
      Outcome run =
          JobRun.under(shell, directory)
              .to(server.url())
              .flags("--timeout", "7777s")
              .runs("exit 3");
      assertThat(run.exitCode()).isEqualTo(3);
      String processes =
          Await.until(
              () -> Program.run(directory, Map.of(), List.of("ps", "-eo", "args")).orFail(),
              shown -> !shown.contains("--timeout 7777s"));
      assertThat(processes).doesNotContain("--timeout 7777s");
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void streams_ofTheCommand_areUntouched(String shell) throws Exception {
    try (var server = new AnsweringServer(_ -> 200)) {
      byte[] input = new byte[10 * 1024 * 1024];
      new Random(42).nextBytes(input);
      byte[] output = JobRun.under(shell, directory).to(server.url()).pipes(input, "cat");
      assertThat(output).isEqualTo(input);
      Outcome run = JobRun.under(shell, directory).to(server.url()).runs("echo wrong >&2");
      assertThat(run.stderr()).isEqualTo("wrong\n");
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void arguments_ofAllKinds_arriveAsTheyAre(String shell) throws Exception {
    String[] odd = {
      "a b", "", "it's \"quoted\"", "two\nlines", "*", "$HOME `id`", "käse", "-x", "a=b"
    };
    try (var server = new AnsweringServer(_ -> 200)) {
      String[] command =
          Stream.concat(Stream.of("printf", "[%s]"), Stream.of(odd)).toArray(String[]::new);
      Outcome run = JobRun.under(shell, directory).to(server.url()).runs(command);
      assertThat(run.stdout()).isEqualTo("[" + String.join("][", odd) + "]");
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void labels_ofAllKinds_arriveAsTheyAre(String shell) throws Exception {
    try (Gateway gateway = Gateway.start()) {
      JobRun.under(shell, directory)
          .flags("--gateway", gateway.address(), "--job", "a/b c")
          .flags("--label", "path=/var/lib/x", "--label", "text=käse \"50%\" & more?#;")
          .flags("--label=empty=", "--label", "lines=a\nb", "--expect", "25h", "--ttl", "7d")
          .runs("true")
          .orFail();
      String group = gateway.get("/api/v1/groups").body();
      assertThat(group)
          .contains("\"job\":\"a/b c\"")
          .contains("\"path\":\"/var/lib/x\"")
          .contains("\"text\":\"käse \\\"50%\\\" \\u0026 more?#;\"")
          .contains("\"empty\":\"\"")
          .contains("\"lines\":\"a\\nb\"")
          .contains("\"expected_interval_seconds\":90000")
          .contains("\"ttl_seconds\":604800");
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void report_ofAFailure_keepsTheTimeOfTheLastSuccess(String shell) throws Exception {
    try (Gateway gateway = Gateway.start()) {
      JobRun.under(shell, directory)
          .to(gateway.url())
          .flags("--start")
          .runs("echo 'backup_bytes{kind=\"full\"} 5' >> $SLUICE_METRICS")
          .orFail();
      String first = gateway.scrape();
      assertThat(first)
          .contains("backup_bytes{instance=\"\",job=\"nightly\",kind=\"full\"} 5\n")
          .contains("job_running{instance=\"\",job=\"nightly\"} 0\n")
          .contains("job_metrics_refused{instance=\"\",job=\"nightly\"} 0\n");
      JobRun.under(shell, directory).to(gateway.url()).runs("exit 9");
      String second = gateway.scrape();
      assertThat(line(second, "job_last_success_time_seconds"))
          .isEqualTo(line(first, "job_last_success_time_seconds"));
      assertThat(second).contains("job_last_exit_code{instance=\"\",job=\"nightly\"} 9\n");
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void metrics_ofTheCommand_refused_areLeftOutAndTold(String shell) throws Exception {
    try (Gateway gateway = Gateway.start()) {
      Outcome run =
          JobRun.under(shell, directory)
              .to(gateway.url())
              .runs("echo 'good 1' >> $SLUICE_METRICS; echo 'not a sample' >> $SLUICE_METRICS");
      assertThat(run.exitCode()).isZero();
      assertThat(run.stderr()).contains("refused the metrics of the job: status 400: ");
      assertThat(gateway.scrape())
          .contains("job_metrics_refused{instance=\"\",job=\"nightly\"} 1\n")
          .contains("job_last_success{instance=\"\",job=\"nightly\"} 1\n")
          .doesNotContain("good");
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void report_refused_doesNotChangeTheExitCodeUnlessStrict(String shell) throws Exception {
    for (int status : new int[] {400, 401, 413}) {
      try (var server = new AnsweringServer(_ -> status)) {
        Outcome run = JobRun.under(shell, directory).to(server.url()).runs("true");
        assertThat(run.exitCode()).isZero();
        assertThat(run.stderr()).contains("status " + status + ": the reason");
        assertThat(server.pushes()).hasSize(1);
        assertThat(
                JobRun.under(shell, directory)
                    .to(server.url())
                    .flags("--strict")
                    .runs("true")
                    .exitCode())
            .isEqualTo(TEMPORARY_FAILURE);
        assertThat(
                JobRun.under(shell, directory)
                    .to(server.url())
                    .flags("--strict")
                    .runs("exit 4")
                    .exitCode())
            .isEqualTo(4);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void report_gatewayOverloaded_isTriedAgainWithTheSameKey(String shell) throws Exception {
    var left = new AtomicInteger(2);
    try (var server = new AnsweringServer(_ -> left.getAndDecrement() > 0 ? 503 : 200)) {
      JobRun.under(shell, directory)
          .to(server.url())
          .flags("--push-timeout", "10m")
          .runs("true")
          .orFail();
      assertThat(server.pushes()).hasSize(3);
      assertThat(server.pushes().stream().map(Push::key).distinct()).hasSize(1);
      assertThat(server.pushes().getFirst().key()).startsWith("sluice-job-");
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void report_gatewayAway_isSpooledAndPushedByTheNextRun(String shell) throws Exception {
    String address = ServerProcess.freeAddress();
    String gone = "http://" + address;
    Outcome run =
        JobRun.under(shell, directory)
            .to(gone)
            .flags("--push-timeout", "1s", "--aggregate")
            .runs("exit 0");
    assertThat(run.exitCode()).isZero();
    assertThat(run.stderr()).contains("could not push to ").contains("is kept in ");
    assertThat(
            JobRun.under(shell, directory)
                .to(gone)
                .flags("--push-timeout", "1s", "--aggregate")
                .runs("exit 5")
                .exitCode())
        .isEqualTo(5);
    assertThat(spooled()).hasSize(3);
    try (Gateway gateway = Gateway.with().on(address).start()) {
      JobRun.under(shell, directory)
          .flags("--gateway", gone, "--job", "other")
          .runs("true")
          .orFail();
      assertThat(spooled()).isEmpty();
      assertThat(gateway.scrape())
          .contains("job_last_exit_code{instance=\"\",job=\"nightly\"} 5\n")
          .contains("job_last_success_time_seconds{instance=\"\",job=\"nightly\"} ")
          .contains(
              "job_runs_total{instance=\"\",job=\"nightly\",outcome=\"success\",report=\"runs\"} 1\n")
          .contains(
              "job_runs_total{instance=\"\",job=\"nightly\",outcome=\"failure\",report=\"runs\"} 1\n");
    }
  }

  // Would catch a spool whose reports are lost if they are not accepted at once.
  @ParameterizedTest
  @MethodSource("shells")
  void report_spooledWithBadSamples_isPushedWithoutThem(String shell) throws Exception {
    String address = ServerProcess.freeAddress();
    String gone = "http://" + address;
    JobRun.under(shell, directory).to(gone).flags("--push-timeout", "1s").runs("true").orFail();
    assertThat(
            JobRun.under(shell, directory)
                .to(gone)
                .flags("--push-timeout", "1s")
                .runs("echo 'good 1' >> $SLUICE_METRICS; echo nonsense >> $SLUICE_METRICS; exit 5")
                .exitCode())
        .isEqualTo(5);
    try (Gateway gateway = Gateway.with().on(address).start()) {
      Outcome next =
          JobRun.under(shell, directory).flags("--gateway", gone, "--job", "other").runs("true");
      assertThat(next.stderr()).contains("refused a report that was kept: status 400: ");
      assertThat(spooled()).isEmpty();
      assertThat(gateway.scrape())
          .contains("job_last_exit_code{instance=\"\",job=\"nightly\"} 5\n")
          .contains("job_metrics_refused{instance=\"\",job=\"nightly\"} 1\n")
          .contains("job_last_success_time_seconds{instance=\"\",job=\"nightly\"} ")
          .doesNotContain("good");
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void report_spooled_isKeptWhenTheNextJobMayNotPush(String shell) throws Exception {
    var status = new AtomicInteger(503);
    try (var server = new AnsweringServer(_ -> status.get())) {
      JobRun.under(shell, directory)
          .to(server.url())
          .flags("--push-timeout", "1s")
          .runs("exit 0")
          .orFail();
      List<Path> kept = spooled();
      assertThat(kept).hasSize(1);
      status.set(401);
      JobRun.under(shell, directory).to(server.url()).runs("exit 0").orFail();
      assertThat(spooled()).isEqualTo(kept);
      // A run that was killed during the delivery; its number is not that of any process.
      Path name = kept.getFirst().getFileName();
      Files.move(kept.getFirst(), directory.resolve("spool/.mine.99999999." + name));
      status.set(200);
      JobRun.under(shell, directory).to(server.url()).runs("exit 0").orFail();
      assertThat(spooled()).isEmpty();
      assertThat(server.pushes().stream().map(Push::key).distinct()).hasSize(3);
    }
  }

  // Would catch a failure that fires again after the success that ended it.
  @ParameterizedTest
  @MethodSource("shells")
  void report_spooledBehindAForbiddenOne_isNotPushedAfterANewerOne(String shell) throws Exception {
    var status = new AtomicInteger(503);
    try (var server =
        new AnsweringServer(push -> push.path().endsWith("/forbidden") ? 403 : status.get())) {
      JobRun.under(shell, directory).to(server.url()).flags("--push-timeout", "1s").runs("exit 9");
      // The first by name.
      Files.writeString(
          directory.resolve("spool/report.0"),
          server.url() + "\n/metrics/job/forbidden\nkey\njob_last_exit_code 1\n");
      status.set(200);
      int before = server.pushes().size();
      JobRun.under(shell, directory).to(server.url()).runs("true").orFail();
      JobRun.under(shell, directory)
          .flags("--gateway", server.url(), "--job", "other")
          .runs("true")
          .orFail();
      assertThat(
              server.pushes().stream()
                  .skip(before)
                  .filter(push -> push.path().endsWith("/nightly"))
                  .map(push -> line(push.body(), "job_last_exit_code")))
          .containsExactly("job_last_exit_code 9", "job_last_exit_code 0");
      assertThat(spooled()).containsExactly(directory.resolve("spool/report.0"));
    }
  }

  // Another run holds the older report and is about to retry it.
  @ParameterizedTest
  @MethodSource("shells")
  void report_newerThanOneInDelivery_takesItsPlaceAndItsSuccess(String shell) throws Exception {
    var status = new AtomicInteger(503);
    try (var server = new AnsweringServer(_ -> status.get())) {
      JobRun.under(shell, directory)
          .to(server.url())
          .flags("--push-timeout", "1s")
          .runs("true")
          .orFail();
      String success = line(last(server).body(), "job_last_success_time_seconds");
      Path kept = spooled().getFirst();
      Path delivering =
          kept.resolveSibling(".mine." + ProcessHandle.current().pid() + "." + kept.getFileName());
      Files.move(kept, delivering);
      status.set(200);
      assertThat(JobRun.under(shell, directory).to(server.url()).runs("exit 5").exitCode())
          .isEqualTo(5);
      assertThat(last(server).body())
          .contains("\njob_last_exit_code 5\n")
          .contains("\n" + success + "\n");
      assertThat(delivering).doesNotExist();
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void report_spooledByALaterRun_isNotReplaced(String shell) throws Exception {
    var status = new AtomicInteger(503);
    try (var server = new AnsweringServer(_ -> status.get())) {
      for (String end : List.of("1700000060", "1700000030")) {
        JobRun.under(shell, directory)
            .flags("report", "--gateway", server.url(), "--job", "nightly")
            .flags("--exit-code", "0", "--start-time=1700000000", "--end-time", end)
            .flags("--push-timeout", "1s")
            .end()
            .orFail();
      }
      assertThat(Files.readString(spooled().getFirst()))
          .contains("\njob_last_end_time_seconds 1700000060\n");
    }
  }

  // Would catch counts that are lost or doubled during many failed deliveries.
  @ParameterizedTest
  @MethodSource("shells")
  void counts_ofManyFailedDeliveries_areEachCountedOnce(String shell) throws Exception {
    String address = ServerProcess.freeAddress();
    String url = "http://" + address;
    for (int i = 0; i < 12; i++) {
      JobRun.under(shell, directory)
          .to(url)
          .flags("--push-timeout", "1s", "--aggregate")
          .runs("exit " + i % 3);
    }
    assertThat(spooled()).hasSize(13);
    try (Gateway gateway = Gateway.with().on(address).start()) {
      JobRun.under(shell, directory)
          .to(url)
          .flags("--push-timeout", "10m", "--aggregate")
          .runs("true")
          .orFail();
      assertThat(spooled()).isEmpty();
      assertThat(gateway.scrape()).contains(count("success", 5)).contains(count("failure", 8));
    }
  }

  private static String count(String outcome, int runs) {
    return "job_runs_total{instance=\"\",job=\"nightly\",outcome=\"%s\",report=\"runs\"} %d\n"
        .formatted(outcome, runs);
  }

  @ParameterizedTest
  @MethodSource("shells")
  void counts_aboveTheLimitOfTheSpool_areToldAndNotKept(String shell) throws Exception {
    String url = "http://" + ServerProcess.freeAddress();
    keepCounts(url, 999);
    for (String expected : List.of("is kept in ", "the run is not counted: 1000 counts wait in ")) {
      Outcome run =
          JobRun.under(shell, directory)
              .to(url)
              .flags("--push-timeout", "1s", "--aggregate")
              .runs("exit 3");
      assertThat(run.exitCode()).isEqualTo(3);
      assertThat(run.stderr().lines().toList().getLast()).contains(expected);
    }
    assertThat(spooled()).hasSize(1001);
  }

  // Would catch a run that spends all its time on the reports of other runs.
  @ParameterizedTest
  @MethodSource("shells")
  void reports_spooledAndSlowToDeliver_takeHalfOfTheTime(String shell) throws Exception {
    try (var server =
        new AnsweringServer(push -> push.path().startsWith("/aggregate") ? afterASecond() : 200)) {
      keepCounts(server.url(), 15);
      JobRun.under(shell, directory)
          .to(server.url())
          .flags("--push-timeout", "10s", "--strict")
          .runs("true")
          .orFail();
      assertThat(last(server).path()).isEqualTo("/metrics/job/nightly");
      assertThat(server.pushes()).hasSizeBetween(2, 7);
      assertThat(spooled()).hasSizeGreaterThan(15 - 7);
    }
  }

  private static int afterASecond() {
    try {
      Thread.sleep(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 200;
  }

  private void keepCounts(String url, int counts) throws IOException {
    Path spool = Files.createDirectories(directory.resolve("spool"));
    for (int i = 0; i < counts; i++) {
      Files.writeString(
          spool.resolve("runs.1-" + i),
          url
              + "\n/aggregate/metrics/job/nightly/report/runs\nkey-"
              + i
              + "\n# TYPE job_runs_total counter\njob_runs_total{outcome=\"success\"} 1\n");
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void report_withCredentialsThatCannotBeRead_isSpooled(String shell) throws Exception {
    try (var server = new AnsweringServer(_ -> 200)) {
      for (String flag : List.of("token-file", "user-file", "netrc", "cacert", "cert", "key")) {
        Outcome run =
            JobRun.under(shell, directory)
                .to(server.url())
                .flags("--" + flag, "missing", "--push-timeout", "1000h")
                .runs("exit 3");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.stderr()).as(flag).contains(": cannot read missing\n");
      }
      assertThat(server.pushes()).isEmpty();
      assertThat(spooled()).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void password_inTheUrl_isNotPrintedNorReadableForOthers(String shell) throws Exception {
    String url = "http://ci:s3cret@" + ServerProcess.freeAddress();
    Outcome run = JobRun.under(shell, directory).to(url).flags("--push-timeout=1s").runs("true");
    assertThat(run.stderr()).contains("could not push to http://127.0.0.1:").doesNotContain("s3c");
    assertThat(Files.getPosixFilePermissions(spooled().getFirst()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(JobRun.under(shell, directory).to(url).flags("--dry-run").end().stdout())
        .contains("POST http://127.0.0.1:")
        .doesNotContain("s3c");
  }

  @ParameterizedTest
  @MethodSource("shells")
  void report_gatewayAwayAndNoPlaceToSpool_doesNotChangeTheExitCode(String shell) throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    Outcome run =
        JobRun.under(shell, directory)
            .to("http://" + ServerProcess.freeAddress())
            .flags("--push-timeout", "1s", "--spool", file.resolve("spool").toString())
            .runs("exit 6");
    assertThat(run.exitCode()).isEqualTo(6);
    assertThat(run.stderr()).contains("could not push to ").contains("could not spool the report");
  }

  // As in an image on Alpine: no GNU tools, no bash.
  @ParameterizedTest
  @MethodSource("shells")
  void tools_ofBusybox_areEnough(String shell) throws Exception {
    Path bin = busyboxTools();
    Path curl = Files.writeString(bin.resolve("curl"), "#!/bin/sh\nexec /usr/bin/curl \"$@\"\n");
    Files.setPosixFilePermissions(curl, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (var server = new AnsweringServer(_ -> 200)) {
      Outcome run =
          JobRun.under(shell, directory)
              .to(server.url())
              .flags("--label", "path=/var/lib", "--label", "text=käse %", "--aggregate")
              .flags("--timeout", "1h", "--expect", "25h")
              .with("PATH", bin.toString())
              .runs("echo 'size 5' >> $SLUICE_METRICS; exit 7");
      assertThat(run.exitCode()).isEqualTo(7);
      assertThat(run.stdout() + run.stderr()).isEmpty();
      assertThat(server.pushes().getFirst().path())
          .isEqualTo(
              "/metrics/job/nightly/path@base64/L3Zhci9saWI/text/k%c3%a4se%20%25?expect=25h");
      assertThat(server.pushes().getFirst().body())
          .contains("\njob_last_exit_code 7\n")
          .containsPattern("\njob_last_duration_seconds [0-9.]+\n")
          .contains("\nsize 5\n");
      assertThat(last(server).body()).contains("\njob_runs_total{outcome=\"failure\"} 1\n");
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void report_withoutCurl_isSpooledAtOnce(String shell) throws Exception {
    try (var server = new AnsweringServer(_ -> 200)) {
      Outcome run =
          JobRun.under(shell, directory)
              .to(server.url())
              .flags("--push-timeout", "1000h")
              .with("PATH", busyboxTools().toString())
              .runs("exit 3");
      assertThat(run.exitCode()).isEqualTo(3);
      assertThat(run.stderr()).contains("curl is not installed").contains("is kept in ");
      assertThat(spooled()).hasSize(1);
      JobRun.under(shell, directory)
          .flags("--gateway", server.url(), "--job", "other")
          .with("PATH", directory.resolve("busybox").toString())
          .runs("true")
          .orFail();
      assertThat(spooled()).as("not in the place of the first").hasSize(2);
    }
  }

  private Path busyboxTools() throws Exception {
    Path bin = Files.createDirectory(directory.resolve("busybox"));
    String install = "cp \"$(command -v busybox)\" busybox/ && busybox/busybox --install busybox";
    Program.run(directory, Map.of(), List.of("sh", "-c", install)).orFail();
    // The tested shells are those of the machine.
    for (String shell : List.of("ash", "sh", "bash")) {
      Files.deleteIfExists(bin.resolve(shell));
    }
    for (String shell : List.of("sh", "dash", "bash", "ksh")) {
      Path file =
          Files.writeString(bin.resolve(shell), "#!/bin/sh\nexec /usr/bin/" + shell + " \"$@\"\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return bin;
  }

  @ParameterizedTest
  @MethodSource("shells")
  void report_gatewayHangs_isGivenUpAndSpooled(String shell) throws Exception {
    var end = new CountDownLatch(1);
    try (var server =
        new AnsweringServer(
            _ -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return 200;
            })) {
      Outcome run =
          JobRun.under(shell, directory)
              .to(server.url())
              .flags("--push-timeout", "2s")
              .runs("exit 6");
      end.countDown();
      assertThat(run.exitCode()).isEqualTo(6);
      assertThat(spooled()).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void report_withoutATemporaryDirectory_isPushedAndTellsOfTheLoss(String shell) throws Exception {
    try (var server = new AnsweringServer(_ -> 200)) {
      Outcome run =
          JobRun.under(shell, directory)
              .to(server.url())
              .with("TMPDIR", directory.resolve("missing").toString())
              .runs("echo 'lost 1' >> $SLUICE_METRICS; exit 2");
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.stderr()).contains("no temporary directory");
      assertThat(last(server).body())
          .contains("\njob_metrics_refused 1\n")
          .contains("\njob_last_exit_code 2\n");
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void report_onAFullDisk_isPushed(String shell) throws Exception {
    Program.require("util-linux, as root", "unshare", "-m", "true");
    Path full = Files.createDirectory(directory.resolve("full"));
    try (var server = new AnsweringServer(_ -> 200)) {
      Outcome run =
          Program.run(
              directory,
              Map.of(
                  "HOME",
                  directory.toString(),
                  "TMPDIR",
                  full.toString(),
                  "SLUICE_SPOOL",
                  full + "/spool"),
              List.of(
                  "unshare",
                  "-m",
                  "sh",
                  "-c",
                  """
                  mount -t tmpfs -o size=4k tmpfs %s || exit 99
                  %s %s --gateway %s --job nightly -- sh -c \
                  'dd if=/dev/zero of=%s/file bs=4k count=4 2>/dev/null; echo "lost 1" >> $SLUICE_METRICS; exit 8'
                  """
                      .formatted(
                          full,
                          shell,
                          Path.of("..", "bin", "sluice-job").toAbsolutePath(),
                          server.url(),
                          full)));
      assertThat(run.exitCode()).as(run.stderr()).isEqualTo(8);
      assertThat(last(server).body()).contains("\njob_last_exit_code 8\n");
    }
  }

  // Would catch a partly written report that replaces a complete one.
  @ParameterizedTest
  @MethodSource("shells")
  void report_gatewayAwayAndAFullDisk_leavesTheOlderOne(String shell) throws Exception {
    Program.require("util-linux, as root", "unshare", "-m", "true");
    Path full = Files.createDirectory(directory.resolve("full"));
    Path script = Path.of("..", "bin", "sluice-job").toAbsolutePath();
    String job = shell + " " + script + " --gateway http://127.0.0.1:1 --job nightly";
    Outcome run =
        Program.run(
            directory,
            Map.of(
                "HOME",
                directory.toString(),
                "TMPDIR",
                full.toString(),
                "SLUICE_PUSH_TIMEOUT",
                "1s",
                "SLUICE_SPOOL",
                full + "/spool"),
            List.of(
                "unshare",
                "-m",
                "sh",
                "-c",
                """
                mount -t tmpfs -o size=64k tmpfs %1$s || exit 99
                %2$s -- true
                dd if=/dev/zero of=%1$s/file bs=4k count=32 2>/dev/null
                %2$s -- sh -c 'exit 8'
                echo $?
                grep -h '^job_last_exit_code' %1$s/spool/*
                """
                    .formatted(full, job)));
    assertThat(run.stdout()).as(run.stderr()).isEqualTo("8\njob_last_exit_code 0\n");
    assertThat(run.stderr()).contains("is kept in ").contains("could not spool the report in ");
  }

  @ParameterizedTest
  @MethodSource("shells")
  void secrets_areNoArgumentsOfAnyProcess(String shell) throws Exception {
    Path bin = Files.createDirectory(directory.resolve("bin"));
    Path curl = bin.resolve("curl");
    Files.writeString(
        curl,
        """
        #!/bin/sh
        printf '%%s\\n' "$@" >> %s/arguments
        PATH=${PATH#*:}
        exec curl "$@"
        """
            .formatted(directory));
    Files.setPosixFilePermissions(curl, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(directory.resolve("token"), "s3cret-token\n");
    Files.writeString(directory.resolve("user"), "ci:pass\"word\\1\r\n");
    Files.writeString(directory.resolve("netrc"), "machine 127.0.0.1 login ci password n3tword\n");
    try (var server = new AnsweringServer(_ -> 200)) {
      for (String flag : List.of("--token-file=token", "--user-file=user", "--netrc=netrc")) {
        JobRun.under(shell, directory)
            .to(server.url())
            .flags(flag)
            .with("PATH", bin + ":" + System.getenv("PATH"))
            .runs("true")
            .orFail();
      }
      assertThat(server.pushes().stream().map(Push::authorization))
          .containsExactly("Bearer s3cret-token", basic("ci:pass\"word\\1"), basic("ci:n3tword"));
      assertThat(Files.readString(directory.resolve("arguments")))
          .doesNotContain("s3cret", "pass", "n3tword");
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void report_overTls_trustsTheGivenAuthorityOnly(String shell) throws Exception {
    Program.require("openssl", "openssl", "version");
    SecuredGateway.makeServerCertificate(directory);
    String config = "tls_server_config: {cert_file: server.crt, key_file: server.key}\n";
    try (SecuredGateway gateway = SecuredGateway.start(directory, config)) {
      String url = "https://" + gateway.address();
      JobRun.under(shell, directory)
          .to(url)
          .flags("--strict", "--cacert", "server.crt")
          .runs("true")
          .orFail();
      assertThat(
              JobRun.under(shell, directory)
                  .to(url)
                  .flags("--strict", "--push-timeout=1s")
                  .runs("true")
                  .exitCode())
          .isEqualTo(TEMPORARY_FAILURE);
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void report_overTlsWithAClientCertificate_isAccepted(String shell) throws Exception {
    Program.require("openssl", "openssl", "version");
    SecuredGateway.makeServerCertificate(directory);
    SecuredGateway.makeCertificate(directory, "client");
    String config =
        """
        tls_server_config:
          cert_file: server.crt
          key_file: server.key
          client_ca_file: client.crt
          client_auth_type: RequireAndVerifyClientCert
        """;
    try (SecuredGateway gateway = SecuredGateway.start(directory, config)) {
      String url = "https://" + gateway.address();
      String[] trust = {"--strict", "--cacert", "server.crt", "--push-timeout=1s"};
      assertThat(JobRun.under(shell, directory).to(url).flags(trust).runs("true").exitCode())
          .isEqualTo(TEMPORARY_FAILURE);
      JobRun.under(shell, directory)
          .to(url)
          .flags("--strict", "--cacert", "server.crt", "--push-timeout=10m")
          .flags("--cert", "client.crt", "--key", "client.key")
          .runs("true")
          .orFail();
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void runs_manyAtOnceWithASpool_deliverEachCountOnce(String shell) throws Exception {
    String address = ServerProcess.freeAddress();
    for (int i = 0; i < 3; i++) {
      JobRun.under(shell, directory)
          .to("http://" + address)
          .flags("--push-timeout=1s", "--aggregate")
          .runs("true");
    }
    try (Gateway gateway = Gateway.with().on(address).start()) {
      List<Process> runs =
          List.of(
              JobRun.under(shell, directory).to(gateway.url()).flags("--aggregate").starts("true"),
              JobRun.under(shell, directory).to(gateway.url()).flags("--aggregate").starts("true"));
      for (Process run : runs) {
        assertThat(run.waitFor()).isZero();
      }
      assertThat(spooled()).isEmpty();
      assertThat(gateway.scrape())
          .contains(
              "job_runs_total{instance=\"\",job=\"nightly\",outcome=\"success\",report=\"runs\"} 5\n");
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void clock_setBackDuringTheRun_makesNoNegativeDuration(String shell) throws Exception {
    Path bin = Files.createDirectory(directory.resolve("bin"));
    Path date = bin.resolve("date");
    Files.writeString(
        date,
        """
        #!/bin/sh
        PATH=${PATH#*:}
        if [ -e %1$s/later ]; then echo 1000.000; else touch %1$s/later; exec date "$@"; fi
        """
            .formatted(directory));
    Files.setPosixFilePermissions(date, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (var server = new AnsweringServer(_ -> 200)) {
      JobRun.under(shell, directory)
          .to(server.url())
          .with("PATH", bin + ":" + System.getenv("PATH"))
          .runs("true")
          .orFail();
      assertThat(last(server).body())
          .contains("\njob_last_end_time_seconds 1000.000\n")
          .doesNotContain("job_last_duration_seconds -");
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void settings_ofFlagVariableAndFile_takePrecedenceInThatOrder(String shell) throws Exception {
    Files.writeString(
        directory.resolve("job.conf"),
        "# comment\njob=of the file\r\nexpect=1h\nttl=9d\nlabel=a=x y\r\nlabel=b=2\naggregate=no\r\n");
    try (var server = new AnsweringServer(_ -> 200)) {
      JobRun.under(shell, directory)
          .flags("--config", "job.conf", "--ttl", "7d")
          .with("SLUICE_GATEWAY", server.url())
          .with("SLUICE_EXPECT", "2h")
          .with("SLUICE_TTL", "8d")
          .runs("true")
          .orFail();
      assertThat(last(server).path())
          .isEqualTo("/metrics/job/of%20the%20file/a/x%20y/b/2?expect=2h&ttl=7d");
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void report_ofARunThatIsOver_takesWhatSystemdTells(String shell) throws Exception {
    try (var server = new AnsweringServer(_ -> 200)) {
      JobRun.under(shell, directory)
          .flags("report", "--gateway", server.url(), "--job", "unit")
          .flags("--exit-code", "TERM", "--result", "timeout", "--aggregate")
          .flags("--start-time", "1700000000", "--end-time=1700000090.5")
          .end()
          .orFail();
      assertThat(server.pushes().getFirst().body())
          .contains("\njob_last_exit_code 143\n")
          .contains("\njob_last_duration_seconds 90.500\n")
          .contains("\njob_last_start_time_seconds 1700000000\n");
      assertThat(last(server).body()).contains("outcome=\"timeout\"");
    }
  }

  // Would catch a failed run that is not reported because its signal is unknown.
  @ParameterizedTest
  @MethodSource("shells")
  void report_ofARunEndedByAnySignal_isPushed(String shell) throws Exception {
    var codes = Map.of("VTALRM", 154, "PROF", 155, "IO", 157, "PWR", 158, "RTMIN+3", 165);
    try (var server = new AnsweringServer(_ -> 200)) {
      for (var code : codes.entrySet()) {
        JobRun.under(shell, directory)
            .flags("report", "--gateway", server.url(), "--job", "unit")
            .flags("--exit-code", code.getKey(), "--result", "signal", "--start-time", "1700000000")
            .end()
            .orFail();
        assertThat(last(server).body()).contains("\njob_last_exit_code " + code.getValue() + "\n");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void durations_thatTheGatewayTakes_areTaken(String shell) throws Exception {
    try (Gateway gateway = Gateway.start()) {
      JobRun.under(shell, directory)
          .to(gateway.url())
          .flags("--expect", "1y2w3d4h5m6s", "--ttl", "0", "--strict")
          .runs("true")
          .orFail();
      assertThat(gateway.get("/api/v1/groups").body())
          .contains("\"expected_interval_seconds\":3.3019506E7");
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void dryRun_printsAndRunsNothing(String shell) throws Exception {
    Outcome run =
        JobRun.under(shell, directory)
            .to("http://127.0.0.1:1")
            .flags("--dry-run", "--aggregate", "--expect=25h")
            .runs("touch", directory.resolve("touched").toString());
    assertThat(run.exitCode()).isZero();
    assertThat(run.stdout())
        .contains("POST http://127.0.0.1:1/metrics/job/nightly?expect=25h\n")
        .contains("\njob_last_success 1\n")
        .contains("POST http://127.0.0.1:1/aggregate/metrics/job/nightly/report/runs\n");
    assertThat(directory.resolve("touched")).doesNotExist();
  }

  @ParameterizedTest
  @MethodSource("shells")
  void flags_wrong_areRefusedBeforeTheCommandRuns(String shell) throws Exception {
    List<List<String>> wrong =
        List.of(
            List.of("--nonsense"),
            List.of("--expect", "soon"),
            List.of("--timeout", "0s"),
            List.of("--label", "novalue"),
            List.of("--label", "job=x"),
            List.of("--label", "9=x"),
            List.of("--label", "a=1", "--label", "a=2"),
            List.of("--gateway=http://x"),
            List.of("--config", "missing.conf"),
            List.of("--job", "again"),
            List.of("--start=maybe"));
    for (List<String> flags : wrong) {
      Outcome run =
          JobRun.under(shell, directory)
              .to("http://127.0.0.1:1")
              .flags(flags.toArray(String[]::new))
              .runs("touch", directory.resolve("touched").toString());
      assertThat(run.exitCode()).as("%s", flags).isEqualTo(USAGE);
      assertThat(run.stderr()).as("%s", flags).startsWith("sluice-job: error: ");
    }
    assertThat(directory.resolve("touched")).doesNotExist();
  }

  private List<Path> spooled() throws IOException {
    Path spool = directory.resolve("spool");
    if (!Files.exists(spool)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(spool)) {
      return files.toList();
    }
  }

  private static int[] range() {
    return IntStream.rangeClosed(0, 255).toArray();
  }

  private static String basic(String user) {
    return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(UTF_8));
  }

  private static Push last(AnsweringServer server) {
    return server.pushes().getLast();
  }

  private static String line(String exposition, String family) {
    var found = Pattern.compile("(?m)^" + family + "[{ ].*$").matcher(exposition);
    assertThat(found.find()).as(family).isTrue();
    return found.group();
  }

  private static void signal(String name, Process process) throws Exception {
    Program.run(Path.of("."), Map.of(), List.of("kill", "-s", name, "" + process.pid())).orFail();
  }
}
