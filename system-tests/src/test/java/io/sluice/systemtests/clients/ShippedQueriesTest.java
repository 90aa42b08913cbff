package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.systemtests.harness.Await;
import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.GatewayCommand;
import io.sluice.systemtests.harness.Program;
import io.sluice.systemtests.harness.PrometheusServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The dashboards and the alerts use existing metrics: an expression over a renamed family would be
/// silent forever.
final class ShippedQueriesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DASHBOARDS = Path.of("..", "dashboards");
  private static final Path GATEWAY_DASHBOARD = DASHBOARDS.resolve("sluice.json");
  private static final Path JOBS_DASHBOARD = DASHBOARDS.resolve("sluice-jobs.json");
  private static final Path IN_CHART =
      Path.of("..", "charts", "sluice", "files", "dashboards").normalize();
  private static final Path ALERTS = Path.of("..", "alerts", "sluice.yml");
  private static final Path RULES_PAGE = Path.of("..", "docs", "rules.md");
  private static final Path CLUSTER_PAGE = Path.of("..", "docs", "cluster.md");
  private static final Path JOBS_PAGE = Path.of("..", "docs", "jobs.md");
  private static final Path TABLES = Path.of("target", "dashboard-queries.md");

  /// Newer versions migrate it; an older version would read a newer schema as its own.
  private static final int SCHEMA_OF_GRAFANA_10 = 38;

  private static final Pattern METRIC =
      Pattern.compile("\\b(?:push|pushgateway|sluice|process|jvm|job)_[a-z0-9_]+\\b");

  /// The metrics that Prometheus adds to each scrape and that the gateway does not expose.
  private static final Pattern OF_PROMETHEUS = Pattern.compile("\\b(?:up|scrape_[a-z_]+)\\b");

  static List<Path> dashboards() {
    return List.of(GATEWAY_DASHBOARD, JOBS_DASHBOARD);
  }

  @Test
  void dashboards_ofTheChart_areTheProjects() throws Exception {
    for (Path folder : List.of(DASHBOARDS, IN_CHART)) {
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .containsExactlyInAnyOrder("sluice.json", "sluice-jobs.json");
      }
    }
    for (Path dashboard : dashboards()) {
      assertThat(IN_CHART.resolve(dashboard.getFileName())).hasSameTextualContentAs(dashboard);
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void dashboard_everyPanel_hasDescriptionSourceAndQuery(Path dashboard) throws Exception {
    List<JsonNode> panels = panels(dashboard);

    assertThat(panels).hasSizeGreaterThan(10);
    for (JsonNode panel : panels) {
      assertThat(panel.required("title").textValue()).isNotBlank();
      assertThat(panel.required("targets").size()).isPositive();
      assertThat(panel.required("datasource").required("uid").textValue())
          .isEqualTo("${datasource}");
      for (String expression : expressions(panel)) {
        assertThat(OF_PROMETHEUS.matcher(expression).find() || METRIC.matcher(expression).find())
            .as(expression)
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void dashboard_panels_haveIdsAndPlacesOfTheirOwn(Path dashboard) throws Exception {
    Set<Integer> ids = new HashSet<>();
    Set<String> places = new HashSet<>();
    for (JsonNode panel : JSON.readTree(dashboard.toFile()).required("panels")) {
      JsonNode place = panel.required("gridPos");
      assertThat(ids.add(panel.required("id").intValue())).isTrue();
      assertThat(places.add(place.required("x") + "," + place.required("y"))).isTrue();
      assertThat(place.required("x").intValue() + place.required("w").intValue())
          .isLessThanOrEqualTo(24);
    }
  }

  // Would catch features that Grafana 12 no longer has (panels on AngularJS), and features that
  // Grafana 10 does not have yet (a newer schema, which it would not migrate).
  @ParameterizedTest
  @MethodSource("dashboards")
  void dashboard_schema_isOneOfGrafana10To12(Path dashboard) throws Exception {
    JsonNode root = JSON.readTree(dashboard.toFile());

    assertThat(root.required("schemaVersion").intValue()).isEqualTo(SCHEMA_OF_GRAFANA_10);
    assertThat(root.required("uid").textValue()).matches("[a-z-]{1,40}");
    assertThat(root.has("id") || root.has("__inputs")).isFalse();
    for (JsonNode panel : root.required("panels")) {
      assertThat(panel.required("type").textValue())
          .isIn("row", "stat", "table", "timeseries", "state-timeline");
      Set<String> references = new HashSet<>();
      for (JsonNode target : panel.path("targets")) {
        assertThat(references.add(target.required("refId").textValue())).isTrue();
        assertThat(target.required("datasource").required("type").textValue())
            .isEqualTo("prometheus");
      }
      for (JsonNode transformation : panel.path("transformations")) {
        assertThat(transformation.required("id").textValue()).isIn("merge", "organize");
      }
    }
    assertThat(variables(root)).containsExactly("datasource", "job", "instance");
  }

  @Test
  void queries_everyMetric_isExposedOrDocumented(@TempDir Path directory) throws Exception {
    assumeTrue(GatewayCommand.isSluice(), "another gateway has no metrics of Sluice");
    Set<String> asked = metrics(Files.readString(ALERTS));
    for (Path dashboard : dashboards()) {
      asked.addAll(metrics(Files.readString(dashboard)));
    }
    assertThat(asked).hasSizeGreaterThan(15);

    try (Gateway gateway = filledGateway(directory)) {
      asked.removeAll(metrics(gateway.scrape()));
    }
    assertThat(
            metrics(
                Files.readString(RULES_PAGE)
                    + Files.readString(CLUSTER_PAGE)
                    + Files.readString(JOBS_PAGE)))
        .containsAll(asked);
  }

  // Would catch a valid query that finds nothing, for example because a label has another name.
  @Test
  void dashboards_onAFilledPrometheus_findSomethingByEachQuery(@TempDir Path directory)
      throws Exception {
    assumeTrue(GatewayCommand.isSluice(), "another gateway has no metrics of Sluice");
    Program.require("prometheus", "prometheus", "--version");
    StringBuilder tables = new StringBuilder();
    try (Gateway gateway = filledGateway(directory);
        PrometheusServer prometheus = PrometheusServer.scraping(gateway, directory)) {
      for (Path dashboard : dashboards()) {
        tables.append("\n").append(dashboard.getFileName()).append("\n\n");
        tables.append("| panel | query | found |\n|---|---|---|\n");
        for (JsonNode panel : panels(dashboard)) {
          for (String expression : expressions(panel)) {
            Map<String, String> found = awaitData(prometheus, expression);
            assertThat(found).as("%s: %s", panel.required("title"), expression).isNotEmpty();
            tables.append(row(panel, expression, found));
          }
        }
        for (String query : variableQueries(dashboard)) {
          assertThat(prometheus.labelValues(query)).as(query).isNotEmpty();
        }
      }
      for (JsonNode panel : panels(JOBS_DASHBOARD)) {
        for (String expression : expressions(panel)) {
          String ofNone = withoutDefault(expression).replace("$job", "no such job");
          assertThat(prometheus.query(substituted(ofNone))).as(expression).isEmpty();
        }
      }
    }
    Files.writeString(TABLES, tables);
  }

  private static Map<String, String> awaitData(PrometheusServer prometheus, String expression)
      throws Exception {
    String query = substituted(withoutDefault(expression));
    return Await.until(
        () -> prometheus.query(query), found -> !found.isEmpty(), Duration.ofMinutes(5));
  }

  /// A default would hide an empty result.
  private static String withoutDefault(String expression) {
    return expression.replace(" or vector(0)", "");
  }

  /// The expression as Grafana substitutes it if all values are selected.
  private static String substituted(String expression) {
    String substituted =
        expression
            .replace("$job", ".*")
            .replace("$instance", ".*")
            .replace("$__rate_interval", "1m");
    assertThat(substituted).doesNotContain("$");
    return substituted;
  }

  private static String row(JsonNode panel, String expression, Map<String, String> found) {
    var first = found.entrySet().iterator().next();
    String more = found.size() == 1 ? "" : ", and %d more".formatted(found.size() - 1);
    String series = first.getKey().isEmpty() ? "" : "`" + first.getKey() + "` ";
    return "| %s | `%s` | %s%s%s |\n"
        .formatted(
            panel.required("title").textValue(),
            expression.replace("|", "\\|"),
            series,
            first.getValue(),
            more);
  }

  private static List<String> variables(JsonNode dashboard) {
    List<String> names = new ArrayList<>();
    dashboard
        .required("templating")
        .required("list")
        .forEach(variable -> names.add(variable.required("name").textValue()));
    return names;
  }

  /// The queries of its variables.
  private static List<String> variableQueries(Path dashboard) throws Exception {
    List<String> queries = new ArrayList<>();
    for (JsonNode variable :
        JSON.readTree(dashboard.toFile()).required("templating").required("list")) {
      if (variable.required("type").textValue().equals("query")) {
        queries.add(substituted(variable.required("query").required("query").textValue()));
      }
    }
    return queries;
  }

  /// A gateway with all features that have metrics, after good and bad pushes, one that a limit
  /// rejects, and jobs of all kinds.
  private static Gateway filledGateway(Path directory) throws Exception {
    Program.require("curl", "curl", "--version");
    Path rules = Files.writeString(directory.resolve("rules.yml"), "rules: []\n");
    Gateway gateway =
        Gateway.start(
            "--persistence.file=" + directory.resolve("data"),
            "--config.file=" + rules,
            "--limits.body-bytes=100000");
    try {
      gateway.push("/metrics/job/good?expect=1s", "m 1\n");
      gateway.send("PUT", "/metrics/job/bad", "m 1 1000\n");
      gateway.send("PUT", "/metrics/job/large", "#".repeat(200_000) + "\n");
      // As in a container, because this machine may not be one.
      gateway.push("/metrics/job/pod/instance/p1", "job_last_memory_peak_bytes 1e6\n");
      job(directory, gateway, "backup", "echo 'size 1' >> $SLUICE_METRICS");
      job(directory, gateway, "etl", "echo nonsense >> $SLUICE_METRICS; exit 3");
      gateway.send("POST", "/metrics/job/etl/instance/db1", "m 1 1000\n");
      return gateway;
    } catch (Throwable failure) {
      gateway.close();
      throw failure;
    }
  }

  private static void job(Path directory, Gateway gateway, String name, String command)
      throws Exception {
    JobRun.under("sh", directory)
        .flags("--gateway", gateway.url(), "--job", name, "--label", "instance=db1")
        .flags("--start", "--aggregate", "--expect=1h", "--push-timeout=5m")
        .runs(command);
  }

  private static Set<String> metrics(String text) {
    Set<String> names = new TreeSet<>();
    METRIC.matcher(text).results().map(MatchResult::group).forEach(names::add);
    return names;
  }

  private static List<JsonNode> panels(Path dashboard) throws Exception {
    List<JsonNode> panels = new ArrayList<>();
    for (JsonNode panel : JSON.readTree(dashboard.toFile()).required("panels")) {
      if (!panel.required("type").textValue().equals("row")) {
        panels.add(panel);
      }
    }
    return panels;
  }

  private static List<String> expressions(JsonNode panel) {
    List<String> all = new ArrayList<>();
    panel.required("targets").forEach(t -> all.add(t.required("expr").textValue()));
    return all;
  }
}
