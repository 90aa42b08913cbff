package io.sluice.systemtests.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.systemtests.harness.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The nodes of a cluster. If a test waits for them in vain, it shows the logs of all.
final class Cluster implements AutoCloseable {
  /// The time limit to query a node for the leader: a frozen node does not answer.
  private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(3);

  private final Duration patience;
  private final List<ClusterNode> nodes = new ArrayList<>();

  /// A cluster without nodes.
  ///
  /// @param patience the time limit for the nodes
  Cluster(Duration patience) {
    this.patience = patience;
  }

  void add(ClusterNode node) {
    nodes.add(node);
  }

  void addAll(List<ClusterNode> more) {
    nodes.addAll(more);
  }

  /// Ends a node, which no longer belongs to the cluster.
  void remove(ClusterNode node) {
    node.close();
    nodes.remove(node);
  }

  /// All nodes, in the order in which they were added.
  List<ClusterNode> nodes() {
    return Collections.unmodifiableList(nodes);
  }

  ClusterNode node(String name) {
    return nodes.stream().filter(node -> node.name().equals(name)).findFirst().orElseThrow();
  }

  List<ClusterNode> othersThan(ClusterNode node) {
    return nodes.stream().filter(other -> other != node).toList();
  }

  /// Waits until all nodes are ready.
  void awaitReady() {
    await(() -> nodes.stream().allMatch(ClusterNode::isReady));
  }

  /// Waits until `condition` holds.
  void await(BooleanSupplier condition) {
    Await.that(condition, patience, this::logs);
  }

  /// Waits until there is a leader.
  ClusterNode leader() {
    var found = new ArrayList<ClusterNode>();
    await(
        () -> {
          ClusterNode leader = leaderNow();
          if (leader != null) {
            found.add(leader);
          }
          return leader != null;
        });
    return found.getFirst();
  }

  /// The node that was elected last, according to the nodes.
  @Nullable ClusterNode leaderNow() {
    ClusterNode found = null;
    long newest = -1;
    for (ClusterNode node : nodes) {
      JsonNode status = node.clusterStatus(ANSWER_PATIENCE);
      String leader = status.path("leader").asText("");
      if (!leader.isEmpty() && status.path("term").asLong() > newest) {
        newest = status.path("term").asLong();
        found = node(leader);
      }
    }
    return found;
  }

  private String logs() {
    return nodes.stream()
        .map(node -> "\n" + node.name() + ":\n" + node.log())
        .collect(Collectors.joining());
  }

  @Override
  public void close() {
    nodes.forEach(ClusterNode::close);
  }
}
