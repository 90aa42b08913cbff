package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The dashboard and the alerts ask for metrics that there are: an expression over a family that
/// was renamed is silent for ever.
final class ShippedQueriesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DASHBOARD = Path.of("..", "dashboards", "sluice.json");
  private static final Path ALERTS = Path.of("..", "alerts", "sluice.yml");
  private static final Path RULES_PAGE = Path.of("..", "docs", "rules.md");
  private static final Path CLUSTER_PAGE = Path.of("..", "docs", "cluster.md");

  private static final Pattern METRIC =
      Pattern.compile("\\b(?:push|pushgateway|sluice|process|jvm)_[a-z0-9_]+\\b");

  /// What Prometheus adds to each scrape, and so no gateway exposes.
  private static final Pattern OF_PROMETHEUS = Pattern.compile("\\b(?:up|scrape_[a-z_]+)\\b");

  @Test
  void dashboard_everyPanel_hasDescriptionSourceAndQuery() throws Exception {
    List<JsonNode> panels = panels();

    assertThat(panels).hasSizeGreaterThan(15);
    for (JsonNode panel : panels) {
      assertThat(panel.required("title").textValue()).isNotBlank();
      assertThat(panel.required("targets").size()).isPositive();
      assertThat(panel.required("datasource").required("uid").textValue())
          .isEqualTo("${datasource}");
      assertThat(
              OF_PROMETHEUS.matcher(expressions(panel)).find()
                  || METRIC.matcher(expressions(panel)).find())
          .isTrue();
    }
  }

  @Test
  void dashboard_panels_haveIdsAndPlacesOfTheirOwn() throws Exception {
    Set<Integer> ids = new HashSet<>();
    Set<String> places = new HashSet<>();
    for (JsonNode panel : JSON.readTree(DASHBOARD.toFile()).required("panels")) {
      JsonNode place = panel.required("gridPos");
      assertThat(ids.add(panel.required("id").intValue())).isTrue();
      assertThat(places.add(place.required("x") + "," + place.required("y"))).isTrue();
      assertThat(place.required("x").intValue() + place.required("w").intValue())
          .isLessThanOrEqualTo(24);
    }
  }

  @Test
  void queries_everyMetric_isExposedOrDocumented(@TempDir Path directory) throws Exception {
    assumeTrue(GatewayCommand.isSluice(), "another gateway has no metrics of Sluice");
    Set<String> asked = metrics(Files.readString(DASHBOARD) + Files.readString(ALERTS));
    assertThat(asked).hasSizeGreaterThan(15);

    asked.removeAll(exposed(directory));
    assertThat(metrics(Files.readString(RULES_PAGE) + Files.readString(CLUSTER_PAGE)))
        .containsAll(asked);
  }

  /// The names of a gateway with everything on that has metrics, after a good and a bad push and
  /// one that a limit turns away.
  private static Set<String> exposed(Path directory) throws Exception {
    Path rules = Files.writeString(directory.resolve("rules.yml"), "rules: []\n");
    try (ServerProcess gateway =
        ServerProcess.gateway(
            directory,
            "--persistence.file=" + directory.resolve("data"),
            "--config.file=" + rules,
            "--limits.body-bytes=1000")) {
      gateway.send("PUT", "/metrics/job/good?expect=1h", "m 1\n");
      gateway.send("PUT", "/metrics/job/bad", "m 1 1000\n");
      gateway.send("PUT", "/metrics/job/large", "#".repeat(2000) + "\n");
      return metrics(gateway.get("/metrics").body());
    }
  }

  private static Set<String> metrics(String text) {
    Set<String> names = new TreeSet<>();
    METRIC.matcher(text).results().map(MatchResult::group).forEach(names::add);
    return names;
  }

  private static List<JsonNode> panels() throws Exception {
    List<JsonNode> panels = new ArrayList<>();
    for (JsonNode panel : JSON.readTree(DASHBOARD.toFile()).required("panels")) {
      if (!panel.required("type").textValue().equals("row")) {
        panels.add(panel);
      }
    }
    return panels;
  }

  private static String expressions(JsonNode panel) {
    StringBuilder all = new StringBuilder();
    panel.required("targets").forEach(t -> all.append(t.required("expr").textValue()).append('\n'));
    return all.toString();
  }
}
