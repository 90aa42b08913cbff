package io.sluice.telemetry;

import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sluice.cluster.ClusterStatus;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/// The metrics of a cluster node, computed when they are gathered.
final class ClusterReport {
  private static final double MILLIS = 1e3;

  private final PrometheusProperties properties;
  private final PrometheusRegistry registry;
  private final Supplier<ClusterStatus> status;

  private ClusterReport(
      PrometheusProperties properties,
      PrometheusRegistry registry,
      Supplier<ClusterStatus> status) {
    this.properties = properties;
    this.registry = registry;
    this.status = status;
  }

  static void register(
      PrometheusProperties properties,
      PrometheusRegistry registry,
      Supplier<ClusterStatus> status) {
    var report = new ClusterReport(properties, registry, status);
    report.registerRole();
    report.registerLog();
    report.registerMembers();
    report.registerCounters();
  }

  private void registerRole() {
    gauge(
        "sluice_cluster_is_leader",
        "1 if this node is the leader, 0 if not.",
        now -> now.node().equals(now.leader()) ? 1 : 0);
    gauge(
        "sluice_cluster_has_leader",
        "1 if this node knows a leader, 0 if not.",
        now -> now.leader() == null ? 0 : 1);
    gauge(
        "sluice_cluster_ready",
        "1 if this node accepts pushes and is up to date, 0 if not.",
        now -> now.problem() == null ? 1 : 0);
    gauge("sluice_cluster_term", "The term of the current leader.", ClusterStatus::term);
  }

  private void registerLog() {
    gauge(
        "sluice_cluster_committed_index",
        "Index of the last log entry that is known to be on a majority of the nodes.",
        ClusterStatus::committed);
    gauge(
        "sluice_cluster_applied_index",
        "Index of the last log entry that this node has applied.",
        ClusterStatus::applied);
    gauge(
        "sluice_cluster_snapshot_index",
        "Index of the last log entry in this node's last snapshot, -1 without one.",
        ClusterStatus::snapshot);
  }

  private void registerMembers() {
    gauge("sluice_cluster_members", "Nodes of the cluster.", now -> now.members().size());
    var _ =
        GaugeWithCallback.builder(properties)
            .name("sluice_cluster_member_contact_seconds")
            .help("Seconds since this node last heard from another node, if known.")
            .labelNames("member")
            .callback(
                callback -> {
                  for (ClusterStatus.Member member : status.get().members()) {
                    if (member.contactMillis() >= 0) {
                      callback.call(member.contactMillis() / MILLIS, member.name());
                    }
                  }
                })
            .register(registry);
    var _ =
        GaugeWithCallback.builder(properties)
            .name("sluice_cluster_member_matched_index")
            .help("On the leader: index of the last log entry known to be on another node.")
            .labelNames("member")
            .callback(
                callback -> {
                  for (ClusterStatus.Member member : status.get().members()) {
                    if (member.matched() >= 0) {
                      callback.call((double) member.matched(), member.name());
                    }
                  }
                })
            .register(registry);
  }

  private void registerCounters() {
    counter(
        "sluice_cluster_batches_total",
        "Batches of commands that this node submitted to the log.",
        ClusterStatus.Counters::batches);
    counter(
        "sluice_cluster_commands_total",
        "Commands in the batches that this node submitted to the log.",
        ClusterStatus.Counters::commands);
    counter(
        "sluice_cluster_forwarded_bytes_total",
        "Bytes of the batches that this node sent to a leader.",
        ClusterStatus.Counters::batchBytes);
    counter(
        "sluice_cluster_forwarded_batches_total",
        "Batches that this node sent to a leader.",
        ClusterStatus.Counters::forwarded);
    counter(
        "sluice_cluster_retries_total",
        "Batches that were retried.",
        ClusterStatus.Counters::retries);
    counter(
        "sluice_cluster_unknown_outcomes_total",
        "Commands that were answered with an unknown outcome.",
        ClusterStatus.Counters::unknown);
    counter(
        "sluice_cluster_leader_changes_total",
        "Changes of the leader that this node has seen.",
        ClusterStatus.Counters::elections);
    counter(
        "sluice_cluster_snapshots_total",
        "Snapshots that this node has written.",
        ClusterStatus.Counters::snapshots);
    counter(
        "sluice_cluster_snapshot_failures_total",
        "Snapshots that this node could not write.",
        ClusterStatus.Counters::snapshotFailures);
    counter(
        "sluice_cluster_installs_total",
        "Snapshots that a leader sent to this node.",
        ClusterStatus.Counters::installs);
  }

  private void gauge(String name, String help, ToDoubleFunction<ClusterStatus> value) {
    var _ =
        GaugeWithCallback.builder(properties)
            .name(name)
            .help(help)
            .callback(callback -> callback.call(value.applyAsDouble(status.get())))
            .register(registry);
  }

  private void counter(String name, String help, ToLongFunction<ClusterStatus.Counters> value) {
    var _ =
        CounterWithCallback.builder(properties)
            .name(name)
            .help(help)
            .callback(
                callback -> callback.call((double) value.applyAsLong(status.get().counters())))
            .register(registry);
  }
}
