package io.sluice.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.harness.Await;
import io.sluice.systemtests.harness.PrometheusServer;
import io.sluice.systemtests.harness.RawHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A real Prometheus that scrapes a cluster by one address, which forwards each connection to a
/// ready node. It scrapes every second, and keeps its connections.
final class ClusterPrometheus implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final List<ClusterNode> nodes;
  private final ServerSocket address;
  private final PrometheusServer prometheus;
  private final AtomicInteger turn = new AtomicInteger();

  private ClusterPrometheus(List<ClusterNode> nodes, Path folder) throws Exception {
    this.nodes = nodes;
    this.address = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
    try {
      // The usual interval and timeout are longer than the time without a leader. The metrics that
      // fill the disks are not stored.
      String options =
          """
          scrape_interval: 10s
          scrape_timeout: 10s
          metric_relabel_configs:
            - source_labels: [__name__]
              regex: large
              action: drop
          """;
      this.prometheus =
          PrometheusServer.scraping("127.0.0.1:" + address.getLocalPort(), options, folder);
    } catch (Exception e) {
      address.close();
      throw e;
    }
  }

  /// Starts a Prometheus with its files in `folder`.
  static ClusterPrometheus start(List<ClusterNode> nodes, Path folder) throws Exception {
    return new ClusterPrometheus(nodes, folder);
  }

  /// Checks that it contains the pushed metrics: one series for each sum, which never decreased and
  /// ends with the total.
  ///
  /// @param totals of the sums, by their jobs
  void check(Map<String, Long> totals) throws Exception {
    for (Map.Entry<String, Long> total : totals.entrySet()) {
      String series = "s{job=\"%s\"}".formatted(total.getKey());
      awaitValue("sum(%s)".formatted(series), total.getValue());
      assertThat(prometheus.query("resets(%s[1d])".formatted(series)))
          .as(series)
          .hasSize(1)
          .containsValue("0");
    }
  }

  /// The number of scrapes, the number of failed ones, and the maximum number of failures in a row,
  /// up to three.
  String report() throws Exception {
    String failed = "sum(count_over_time(up[%1$s]) - sum_over_time(up[%1$s]))";
    return "scrapes=%s failed=%s in_a_row=%s"
        .formatted(
            prometheus.query("sum(count_over_time(up[1d]))").values(),
            prometheus.query(failed.formatted("1d")).values(),
            prometheus
                .query("max_over_time(%s[1d:5s])".formatted(failed.formatted("29s")))
                .values());
  }

  private void awaitValue(String expression, long expected) throws Exception {
    String wanted = String.valueOf(expected);
    Map<String, String> found =
        Await.until(() -> prometheus.query(expression), it -> it.containsValue(wanted), LIMIT);
    assertThat(found).as(expression).containsValue(wanted);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = address.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException _) {
      // The socket was closed.
    }
  }

  private void serve(Socket client) {
    ClusterNode node = ready();
    try (client) {
      if (node != null) {
        try (Socket server = node.openSocket()) {
          Thread.ofVirtual().start(() -> copy(server, client));
          copy(client, server);
        }
      }
    } catch (IOException _) {
      // Prometheus sees that the connection has ended.
    }
  }

  private @Nullable ClusterNode ready() {
    for (int i = 0; i < nodes.size(); i++) {
      ClusterNode node = nodes.get(Math.floorMod(turn.getAndIncrement(), nodes.size()));
      try (RawHttp http = node.connect(PATIENCE)) {
        if (http.get("/-/ready").status() == 200) {
          return node;
        }
      } catch (UncheckedIOException _) {
        // The next node may be ready.
      }
    }
    return null;
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.close();
    } catch (IOException _) {
      // The other direction ends with it.
    }
  }

  @Override
  public void close() {
    prometheus.close();
    try {
      address.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
