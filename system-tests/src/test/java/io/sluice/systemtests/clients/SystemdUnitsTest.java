package io.sluice.systemtests.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.Program;
import io.sluice.systemtests.harness.Program.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The drop-in and the template unit of `deploy/systemd`, run by systemd.
final class SystemdUnitsTest {
  private static final Path UNITS = Path.of("..", "deploy", "systemd");
  private static final Path JOB = Path.of("..", "bin", "sluice-job").toAbsolutePath().normalize();
  private static final List<String> NAMES =
      List.of("sluice-job@.service", "sluice-job@.timer", "backup.service.d/report.conf");

  /// The boot target of the container: all services have run, with any result.
  private static final String TARGET =
      """
      [Unit]
      DefaultDependencies=no
      Wants=SERVICES
      After=SERVICES
      Requires=end.service
      """;

  private static final String END =
      """
      [Unit]
      DefaultDependencies=no
      After=SERVICES
      SuccessAction=exit-force
      FailureAction=exit-force
      [Service]
      Type=oneshot
      ExecStart=/bin/true
      """;

  /// The system's /usr in an otherwise empty container that is discarded afterwards.
  private static final String CONTAINER =
      """
      mount --make-rprivate / && mount -t tmpfs tmpfs /run && umount -R /sys/fs/cgroup &&
      mount -t cgroup2 none /sys/fs/cgroup || exit 99
      exec systemd-nspawn -D / --volatile=yes --register=no --keep-unit --console=pipe \
        --bind-ro="$PWD/units:/etc/systemd/system" --bind-ro="$PWD/sluice:/etc/sluice" \
        --bind-ro=/etc/alternatives --overlay-ro="$PWD/bin:/usr/bin:/usr/bin" \
        --bind="$PWD/seen:/seen" --boot -- --unit=trial.target
      """;

  /// In its own namespace, so that it is removed completely if the test is aborted.
  private static final List<String> CONTAINED =
      List.of("unshare", "-m", "-p", "-f", "--kill-child", "--mount-proc", "bash", "-c", CONTAINER);

  @TempDir Path directory;

  @Test
  void units_areValid() throws Exception {
    Program.require("systemd", "systemd-analyze", "--version");
    Path units = units();
    Files.writeString(units.resolve("backup.service"), "[Service]\nExecStart=/bin/true\n");
    for (String name : NAMES) {
      Path unit = units.resolve(name);
      Files.writeString(unit, Files.readString(unit).replace("/usr/bin/sluice-job", "" + JOB));
    }
    Outcome outcome =
        Program.run(
            directory,
            Map.of("SYSTEMD_UNIT_PATH", units + ":", "SYSTEMD_LOG_LEVEL", "warning"),
            List.of(
                "systemd-analyze",
                "verify",
                "--man=no",
                units.resolve("backup.service").toString(),
                units.resolve("sluice-job@night.service").toString(),
                units.resolve("sluice-job@night.timer").toString()));
    assertThat(outcome.stdout() + outcome.stderr()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
  }

  // Would catch systemd's own rules: "$EXIT_STATUS" is not an argument if it is not set, and a
  // service with a user cannot write to /run.
  @Test
  void services_endedInEachWay_areReported() throws Exception {
    Program.require("curl", "curl", "--version");
    Program.require("systemd-container, as root", "unshare", "-m", "systemd-nspawn", "--version");
    Map<String, String> services =
        Map.of(
            "good", "ExecStart=/bin/true",
            "bad", "ExecStart=/bin/sh -c 'exit 3'",
            "user", "User=nobody\nExecStart=/bin/sh -c 'exit 4'",
            "killed", "ExecStart=/bin/sh -c 'kill -s KILL $$$$'",
            "late", "TimeoutStartSec=1s\nExecStart=/bin/sleep 600",
            "missing", "ExecStart=/nowhere",
            "unprepared", "ExecStartPre=/bin/false\nExecStart=/bin/true");
    Path units = units();
    StringBuilder all = new StringBuilder("sluice-job@night.service");
    for (var service : services.entrySet()) {
      write(units, service.getKey() + ".service", service(service.getValue()));
      Path drop = Files.createDirectory(units.resolve(service.getKey() + ".service.d"));
      Files.copy(UNITS.resolve("report.conf"), drop.resolve("report.conf"));
      all.append(' ').append(service.getKey()).append(".service");
    }
    write(units, "trial.target", TARGET.replace("SERVICES", all));
    write(units, "end.service", END.replace("SERVICES", all));
    Path drop = Files.createDirectory(units.resolve("sluice-job@night.service.d"));
    write(drop, "early.conf", "[Unit]\nDefaultDependencies=no\n");

    try (Gateway gateway = Gateway.start()) {
      settings(gateway);
      Outcome outcome =
          Program.run(directory, Map.of("SYSTEMD_NSPAWN_UNIFIED_HIERARCHY", "1"), CONTAINED);
      String metrics = gateway.scrape();
      String log = outcome.stdout() + outcome.stderr() + "\n" + metrics;
      Map<String, Integer> exitCodes =
          Map.of(
              "good",
              0,
              "bad",
              3,
              "user",
              4,
              "killed",
              137,
              "late",
              143,
              "missing",
              203,
              "night",
              0,
              "unprepared",
              1);
      exitCodes.forEach(
          (job, code) ->
              assertThat(metrics)
                  .as(log)
                  .contains("job_last_exit_code{instance=\"\",job=\"" + job + "\"} " + code + "\n")
                  .contains(
                      "job_last_success{instance=\"\",job=\"%s\"} %d\n"
                          .formatted(job, code == 0 ? 1 : 0)));
      assertThat(metrics).contains("night_size{instance=\"\",job=\"night\"} 7\n");
      assertThat(metrics).contains("push_expected_interval_seconds{instance=\"\",job=\"night\"} ");
    }
  }

  /// The shipped units.
  private Path units() throws IOException {
    Path units = Files.createDirectories(directory.resolve("units"));
    Files.createDirectory(units.resolve("backup.service.d"));
    Files.copy(UNITS.resolve("report.conf"), units.resolve("backup.service.d/report.conf"));
    for (String name : List.of("sluice-job@.service", "sluice-job@.timer")) {
      Files.copy(UNITS.resolve(name), units.resolve(name));
    }
    return units;
  }

  /// The files in /etc/sluice and in /usr/bin.
  private void settings(Gateway gateway) throws IOException {
    Path jobs = Files.createDirectories(directory.resolve("sluice/jobs"));
    write(directory.resolve("sluice"), "job.conf", "gateway=" + gateway.url() + "\n");
    write(jobs, "night.env", "SLUICE_EXPECT=25h\n");
    Path night = jobs.resolve("night");
    Files.writeString(night, "#!/bin/sh\necho 'night_size 7' >> \"$SLUICE_METRICS\"\n");
    assertThat(night.toFile().setExecutable(true)).isTrue();
    Path bin = Files.createDirectory(directory.resolve("bin"));
    Files.copy(JOB, bin.resolve("sluice-job"));
    assertThat(bin.resolve("sluice-job").toFile().setExecutable(true, false)).isTrue();
    Files.createDirectory(directory.resolve("seen"));
  }

  private static String service(String lines) {
    return "[Unit]\nDefaultDependencies=no\n[Service]\nType=oneshot\n" + lines + "\n";
  }

  private static void write(Path folder, String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content, UTF_8);
  }
}
