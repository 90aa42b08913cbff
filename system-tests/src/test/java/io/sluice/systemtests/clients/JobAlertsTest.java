package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.systemtests.clients.AlertReceiver.Notification;
import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.GatewayCommand;
import io.sluice.systemtests.harness.Program;
import io.sluice.systemtests.harness.PrometheusServer;
import io.sluice.systemtests.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The path of an alert from a job to the recipient: `sluice-job`, the gateway, Prometheus with the
/// shipped alerts, Alertmanager, and a webhook.
final class JobAlertsTest {
  /// Scrapes, evaluations and notifications each have an interval, and the machine may be slow.
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  private static final Path RULES = Path.of("..", "alerts", "sluice.yml");
  private static final Path TIMELINE = Path.of("target", "alert-timeline.txt");
  private static final Pattern FOR = Pattern.compile("(?m)^( +for:) \\w+$");

  /// Replaces the minutes for which some alerts wait.
  private static final String SHORT_FOR = "$1 1s";

  @TempDir Path directory;

  private final TreeMap<Instant, String> timeline = new TreeMap<>();

  // Would catch an expression that never matches the metrics that a gateway and sluice-job expose,
  // labels that are lost on the way, an alert that never ends, and a restart that makes something
  // look late.
  @Test
  void alerts_ofAJobThatFallsSilentFailsAndRecovers_areNotifiedAndResolved() throws Exception {
    assumeTrue(GatewayCommand.isSluice());
    Program.require("curl", "curl", "--version");
    Program.require("prometheus-alertmanager", "prometheus-alertmanager", "--version");
    String address = ServerProcess.freeAddress();
    String alertmanagerAddress = ServerProcess.freeAddress();
    makePast();
    try (var receiver = new AlertReceiver();
        ServerProcess _ = alertmanager(alertmanagerAddress, receiver);
        PrometheusServer prometheus = prometheus(address, alertmanagerAddress)) {
      var alerts = new AlertWatch(prometheus, receiver);
      try (Gateway gateway = gateway(address)) {
        job(gateway, "steady", "24h", "true");

        note("etl of db1 reports, and is expected again within a second");
        job(gateway, "etl", "1s", "true");
        alerts.awaitFiring(ofJob("PushOverdue", "etl", "db1"));
        note("etl fails");
        job(gateway, "etl", "24h", "exit 3");
        alerts.awaitResolved(ofJob("PushOverdue", "etl", "db1"));
        alerts.awaitFiring(ofJob("JobFailed", "etl", "db1"));

        note("a push of etl is refused");
        gateway.send("POST", "/metrics/job/etl/instance/db1", "rows 1 1000\n");
        alerts.awaitFiring(ofJob("PushRefused", "etl", "db1"));
        note("the first push of a new job is refused");
        gateway.send("POST", "/metrics/job/new/instance/db1", "rows 1 1000\n");
        alerts.awaitFiring(ofJob("PushNeverSucceeded", "new", "db1"));
        note("samples that steady adds are refused");
        job(gateway, "steady", "24h", "echo nonsense >> $SLUICE_METRICS");
        alerts.awaitFiring(ofJob("JobMetricsRefused", "steady", "db1"));
        note("slow takes 30 minutes, and took 10 in the last week");
        report(gateway, "slow", 1800);
        alerts.awaitFiring(ofJob("JobSlow", "slow", "db1"));

        note("the gateway is killed");
        gateway.kill();
        alerts.awaitFiring(down(address));
      }
      try (Gateway gateway = gateway(address)) {
        note("the gateway is started again");
        alerts.awaitResolved(down(address));
        // The alerts on the gateway's series had ended while there were no series.
        alerts.awaitFiring(ofJob("JobFailed", "etl", "db1"));
        alerts.awaitFiring(ofJob("PushRefused", "etl", "db1"));
        alerts.awaitFiring(ofJob("JobSlow", "slow", "db1"));

        note("all recover");
        job(gateway, "etl", "24h", "true");
        job(gateway, "steady", "24h", "echo 'rows 1' >> $SLUICE_METRICS");
        report(gateway, "slow", 600);
        job(gateway, "new", "24h", "true");
        alerts.awaitNone();

        note("the gateway is stopped, and started again at once");
        assertThat(gateway.stop()).isZero();
      }
      try (Gateway _ = gateway(address)) {
        prometheus.awaitEvaluation(PATIENCE);
        alerts.awaitNone();
        note("nothing fires");
      }
      assertThat(alerts.fired()).containsAll(alerts.expected());
      // If the samples of a job are not accepted, one push is refused and another one accepted.
      var allowed = new HashSet<>(alerts.expected());
      allowed.add(ofJob("PushRefused", "steady", "db1"));
      assertThat(allowed).containsAll(alerts.fired());
      assertThat(receiver.notifications().stream().map(Notification::summary).distinct())
          .contains(
              "etl is overdue",
              "etl failed",
              "The last push of etl was refused",
              "No push of new was ever accepted",
              "The metrics of steady are not accepted",
              "slow is slower than usual",
              "The push gateway " + address + " cannot be scraped");
      writeTimeline(receiver);
    }
  }

  /// A week in which the job `slow` took ten minutes each time.
  private void makePast() throws Exception {
    long now = Instant.now().getEpochSecond();
    // The last block must end before the first scrape.
    long end = now - Duration.ofMinutes(10).toSeconds();
    StringBuilder past = new StringBuilder("# TYPE job_last_duration_seconds gauge\n");
    for (long time = now - Duration.ofDays(7).toSeconds(); time < end; time += 60) {
      past.append("job_last_duration_seconds{instance=\"db1\",job=\"slow\"} 600 ")
          .append(time)
          .append('\n');
    }
    Path file = Files.writeString(directory.resolve("past.om"), past + "# EOF\n");
    Program.require("prometheus", "promtool", "--version");
    List<String> command =
        List.of("promtool", "tsdb", "create-blocks-from", "openmetrics", file.toString(), "./tsdb");
    Program.run(directory, Map.of(), command).orFail();
  }

  private ServerProcess alertmanager(String address, AlertReceiver receiver) throws Exception {
    Path config =
        Files.writeString(
            directory.resolve("alertmanager.yml"),
            """
            route:
              receiver: test
              group_by: ['...']
              group_wait: 0s
              group_interval: 1s
              repeat_interval: 24h
            receivers:
              - name: test
                webhook_configs:
                  - url: %s
                    send_resolved: true
            """
                .formatted(receiver.url()));
    var builder =
        new ProcessBuilder(
            "prometheus-alertmanager",
            "--config.file=" + config,
            "--storage.path=" + directory.resolve("alertmanager"),
            "--web.listen-address=" + address,
            "--cluster.listen-address=");
    return ServerProcess.start(builder).awaitAnswer(address, "/-/ready");
  }

  private PrometheusServer prometheus(String gateway, String alertmanager) throws Exception {
    String rules = FOR.matcher(Files.readString(RULES)).replaceAll(SHORT_FOR);
    Path file = Files.writeString(directory.resolve("rules.yml"), rules);
    return PrometheusServer.start(
        """
        global:
          scrape_interval: 1s
          scrape_timeout: 1s
          evaluation_interval: 1s
        rule_files: ['%s']
        alerting:
          alertmanagers:
            - static_configs:
                - targets: ['%s']
        scrape_configs:
          - job_name: sluice
            honor_labels: true
            static_configs:
              - targets: ['%s']
        """
            .formatted(file, alertmanager, gateway),
        directory,
        "--rules.alert.resend-delay=1s");
  }

  private Gateway gateway(String address) {
    return Gateway.with("--persistence.file=" + directory.resolve("state")).on(address).start();
  }

  /// Runs a job under `sluice-job`, and requires that it ends as expected and is reported.
  private void job(Gateway gateway, String name, String expect, String command) throws Exception {
    Program.Outcome run =
        JobRun.under("sh", directory)
            .flags(target(gateway, name))
            .flags("--strict", "--expect", expect)
            .runs(command);
    assertThat(run.exitCode()).as(run.stderr()).isEqualTo(command.equals("exit 3") ? 3 : 0);
  }

  /// Reports a run of this duration in seconds.
  private void report(Gateway gateway, String name, int seconds) throws Exception {
    JobRun.under("sh", directory)
        .flags("report", "--exit-code=0", "--start-time=1000000")
        .flags("--end-time=" + (1_000_000 + seconds))
        .flags(target(gateway, name))
        .end()
        .orFail();
  }

  /// A long timeout, so that a slow machine does not exceed it: a failed push fails the run.
  private static String[] target(Gateway gateway, String name) {
    return new String[] {
      "--gateway", gateway.url(), "--job", name, "--label", "instance=db1", "--push-timeout=10m"
    };
  }

  private static Map<String, String> ofJob(String alert, String job, String instance) {
    return Map.of("alertname", alert, "job", job, "instance", instance, "severity", "warning");
  }

  private static Map<String, String> down(String address) {
    return Map.of(
        "alertname", "SluiceDown", "job", "sluice", "instance", address, "severity", "critical");
  }

  private void note(String event) {
    timeline.put(Instant.now(), event);
  }

  /// The actions and the notifications, with the seconds since the start.
  private void writeTimeline(AlertReceiver receiver) throws IOException {
    for (Notification notification : receiver.notifications()) {
      var labels = new TreeMap<>(notification.labels());
      String state = notification.isFiring() ? "firing" : "resolved";
      timeline.put(
          notification.time(), "  " + labels.remove("alertname") + " " + state + " " + labels);
    }
    Instant start = timeline.firstKey();
    var lines = new StringBuilder();
    timeline.forEach(
        (time, event) ->
            lines.append(
                "%6.1f s  %s%n".formatted(Duration.between(start, time).toMillis() / 1e3, event)));
    Files.writeString(TIMELINE, lines);
  }
}
