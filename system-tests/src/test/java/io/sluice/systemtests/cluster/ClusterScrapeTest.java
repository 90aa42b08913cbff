package io.sluice.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.harness.Await;
import io.sluice.systemtests.harness.PrometheusServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real Prometheus that scrapes all three nodes, with the configuration of docs/cluster.md.
/// [ClusterPrometheus] scrapes one address.
class ClusterScrapeTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /// The copy of one node, as in docs/cluster.md.
  private static final String ONE_COPY = "max without (replica) (m)";

  @TempDir private Path folder;

  private final Cluster cluster = new Cluster(LIMIT);

  @AfterEach
  void stop() {
    cluster.close();
  }

  // Would catch copies that Prometheus treats as one series, and a copy that differs.
  @Test
  void scrape_ofAllNodes_hasACopyOfEachSeriesPerNode() throws Exception {
    cluster.addAll(ClusterNode.startThree(folder, List.of()));
    cluster.awaitReady();
    ClusterNode leader = cluster.leader();
    assertThat(leader.put("j", "m 1\n")).isEqualTo(200);
    try (PrometheusServer prometheus =
        PrometheusServer.start(
            configuration(), Files.createDirectory(folder.resolve("prometheus")))) {
      await(prometheus, "count(m{job=\"j\",replica!=\"\"})", "3");
      assertThat(prometheus.query(ONE_COPY)).hasSize(1).containsValue("1");

      leader.kill();
      cluster.await(() -> cluster.othersThan(leader).getFirst().put("j", "m 2\n") == 200);
      await(prometheus, "count(m == 2)", "2");
      await(prometheus, "count(m)", "2");
      assertThat(prometheus.query(ONE_COPY)).hasSize(1).containsValue("2");
    }
  }

  private String configuration() {
    String targets =
        cluster.nodes().stream()
            .map(
                node ->
                    """
                    - targets: ["127.0.0.1:%d"]
                      labels: {replica: %s}
                    """
                        .formatted(node.port(), node.name()))
            .collect(Collectors.joining());
    return """
    scrape_configs:
      - job_name: sluice
        scrape_interval: 1s
        scrape_timeout: 1s
        honor_labels: true
        static_configs:
    """
        + targets.indent(6);
  }

  private static void await(PrometheusServer prometheus, String expression, String value)
      throws Exception {
    Map<String, String> found =
        Await.until(() -> prometheus.query(expression), it -> it.containsValue(value), LIMIT);
    assertThat(found).as(expression).containsValue(value);
  }
}
