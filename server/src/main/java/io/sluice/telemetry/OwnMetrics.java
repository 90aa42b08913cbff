package io.sluice.telemetry;

import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sluice.cluster.ClusterStatus;
import io.sluice.journal.JournalListener;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The gateway's own metrics: the Pushgateway's request metrics under the same names, `process_*`,
/// and `jvm_*` instead of the Pushgateway's `go_*`.
///
/// A request series appears with the first such request. All methods are thread-safe.
public final class OwnMetrics {
  // Looking up a labelled data point costs more than incrementing it, so each is cached in a map.
  // The maps are bounded by the existing handlers and status codes, and by METHODS.
  //
  // Registering the JVM's metrics takes 300 ms on a slow core, mostly to start the JVM's management
  // beans. A separate thread does it while the gateway starts; only the first gather may wait for
  // it.

  /// The families that no push may redefine, because monitoring of the gateway relies on them.
  public static final Map<String, MetricType> PROTECTED =
      Map.ofEntries(
          Map.entry("pushgateway_build_info", MetricType.GAUGE),
          Map.entry("pushgateway_http_requests_total", MetricType.COUNTER),
          Map.entry("pushgateway_http_push_size_bytes", MetricType.SUMMARY),
          Map.entry("pushgateway_http_push_duration_seconds", MetricType.SUMMARY),
          Map.entry("sluice_http_refused_total", MetricType.COUNTER),
          Map.entry("sluice_expired_groups_total", MetricType.COUNTER),
          Map.entry("sluice_expired_series_total", MetricType.COUNTER),
          Map.entry("sluice_config_last_reload_successful", MetricType.GAUGE),
          Map.entry("sluice_config_last_reload_success_timestamp_seconds", MetricType.GAUGE),
          Map.entry("sluice_otlp_rejected_points_total", MetricType.COUNTER),
          Map.entry("sluice_otlp_repeated_requests_total", MetricType.COUNTER),
          Map.entry("sluice_journal_segments", MetricType.GAUGE),
          Map.entry("sluice_journal_bytes", MetricType.GAUGE),
          Map.entry("sluice_journal_durable_sequence", MetricType.GAUGE),
          Map.entry("sluice_journal_writable", MetricType.GAUGE),
          Map.entry("sluice_journal_records_total", MetricType.COUNTER),
          Map.entry("sluice_journal_written_bytes_total", MetricType.COUNTER),
          Map.entry("sluice_journal_failures_total", MetricType.COUNTER),
          Map.entry("sluice_journal_batch_records", MetricType.HISTOGRAM),
          Map.entry("sluice_journal_fsync_duration_seconds", MetricType.HISTOGRAM),
          Map.entry("sluice_cluster_is_leader", MetricType.GAUGE),
          Map.entry("sluice_cluster_has_leader", MetricType.GAUGE),
          Map.entry("sluice_cluster_ready", MetricType.GAUGE),
          Map.entry("sluice_cluster_term", MetricType.GAUGE),
          Map.entry("sluice_cluster_committed_index", MetricType.GAUGE),
          Map.entry("sluice_cluster_applied_index", MetricType.GAUGE),
          Map.entry("sluice_cluster_snapshot_index", MetricType.GAUGE),
          Map.entry("sluice_cluster_members", MetricType.GAUGE),
          Map.entry("sluice_cluster_member_contact_seconds", MetricType.GAUGE),
          Map.entry("sluice_cluster_member_matched_index", MetricType.GAUGE),
          Map.entry("sluice_cluster_batches_total", MetricType.COUNTER),
          Map.entry("sluice_cluster_commands_total", MetricType.COUNTER),
          Map.entry("sluice_cluster_forwarded_bytes_total", MetricType.COUNTER),
          Map.entry("sluice_cluster_forwarded_batches_total", MetricType.COUNTER),
          Map.entry("sluice_cluster_retries_total", MetricType.COUNTER),
          Map.entry("sluice_cluster_unknown_outcomes_total", MetricType.COUNTER),
          Map.entry("sluice_cluster_leader_changes_total", MetricType.COUNTER),
          Map.entry("sluice_cluster_snapshots_total", MetricType.COUNTER),
          Map.entry("sluice_cluster_snapshot_failures_total", MetricType.COUNTER),
          Map.entry("sluice_cluster_installs_total", MetricType.COUNTER),
          Map.entry("sluice_snapshot_bytes", MetricType.GAUGE),
          Map.entry("sluice_snapshot_duration_seconds", MetricType.GAUGE),
          Map.entry("sluice_snapshot_timestamp_seconds", MetricType.GAUGE),
          Map.entry("sluice_recovery_duration_seconds", MetricType.GAUGE),
          Map.entry("sluice_recovery_records", MetricType.GAUGE),
          Map.entry("sluice_textfile_files", MetricType.GAUGE),
          Map.entry("sluice_textfile_scrape_error", MetricType.GAUGE));

  private static final double NANOSECOND = 1e-9;

  /// The maximum age of `jvm_*` and `process_*`.
  private static final Duration JVM_PERIOD = Duration.ofSeconds(1);

  /// Label values by request method. All other methods count as `unknown`.
  private static final Map<String, String> METHODS =
      Map.of(
          "GET", "get",
          "PUT", "put",
          "HEAD", "head",
          "POST", "post",
          "DELETE", "delete",
          "CONNECT", "connect",
          "OPTIONS", "options",
          "NOTIFY", "notify",
          "TRACE", "trace",
          "PATCH", "patch");

  private record Served(String handler, int code, String method) {}

  /// Without settings from files or the environment, because names and labels are part of the
  /// interface.
  private final PrometheusProperties properties = PrometheusProperties.builder().build();

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter requests;
  private final Counter refusals;
  private @Nullable Counter expiredGroups;
  private @Nullable Counter expiredSeries;
  private @Nullable OtlpReport otlp;
  private final RecentQuantiles pushSizes =
      new RecentQuantiles(
          "pushgateway_http_push_size_bytes",
          "HTTP request size for pushes to the Pushgateway.",
          1,
          System::nanoTime);
  private final RecentQuantiles pushDurations =
      new RecentQuantiles(
          "pushgateway_http_push_duration_seconds",
          "HTTP request duration for pushes to the Pushgateway.",
          NANOSECOND,
          System::nanoTime);
  private final Map<Served, CounterDataPoint> requestsByKind = new ConcurrentHashMap<>();
  private final FutureTask<Void> jvmMetrics = new FutureTask<>(this::registerJvmMetrics, null);

  /// @param buildLabels the labels of `pushgateway_build_info`
  public OwnMetrics(SortedMap<String, String> buildLabels) {
    registerBuildInfo(buildLabels);
    requests =
        Counter.builder(properties)
            .name("pushgateway_http_requests_total")
            .help("Total HTTP requests processed by the Pushgateway, excluding scrapes.")
            .labelNames("code", "handler", "method")
            .withoutExemplars()
            .register(registry);
    refusals =
        Counter.builder(properties)
            .name("sluice_http_refused_total")
            .help("Requests and connections rejected by a limit.")
            .labelNames("reason")
            .withoutExemplars()
            .register(registry);
    registry.register(pushSizes);
    registry.register(pushDurations);
    Thread.ofPlatform().daemon().name("jvm-metrics").start(jvmMetrics);
  }

  /// Counts a response.
  ///
  /// @param handler one of the fixed names of the handlers
  /// @param method of the request, in upper case as sent
  public void requestServed(String handler, int code, String method) {
    requestsByKind
        .computeIfAbsent(new Served(handler, code, methodLabel(method)), this::newCounter)
        .inc();
  }

  /// Counts a request or connection that a limit rejected.
  ///
  /// @param reason one of the fixed names of the limits
  public void requestRefused(String reason) {
    refusals.labelValues(reason).inc();
  }

  /// Counts expired groups and series. The metrics appear with the first expiry.
  public synchronized void expired(int groups, int series) {
    if (expiredGroups == null || expiredSeries == null) {
      expiredGroups = counter("sluice_expired_groups_total", "Groups that expired.");
      expiredSeries =
          counter(
              "sluice_expired_series_total",
              "Series that expired, including those of expired groups.");
    }
    expiredGroups.inc(groups);
    expiredSeries.inc(series);
  }

  private Counter counter(String name, String help) {
    return Counter.builder(properties).name(name).help(help).withoutExemplars().register(registry);
  }

  /// Counts a push, independent of its response.
  ///
  /// @param sizeBytes of the request line, the headers and, if announced, the body
  public void pushServed(String method, long sizeBytes, long durationNanos) {
    String label = methodLabel(method);
    pushSizes.observe(label, sizeBytes);
    pushDurations.observe(label, durationNanos);
  }

  /// Adds the metrics of a journal. Call it at most once.
  public JournalListener reportJournal() {
    return new JournalReport(properties, registry);
  }

  /// Adds the metrics of a cluster node. Call it at most once.
  ///
  /// @param status called at each [#gather]
  public void reportCluster(Supplier<ClusterStatus> status) {
    ClusterReport.register(properties, registry, status);
  }

  /// Adds the metrics of the configuration file. Call it at most once.
  public ConfigReport reportConfig() {
    return new ConfigReport(properties, registry, System::currentTimeMillis);
  }

  /// The metrics of OpenTelemetry requests, added by the first call.
  public synchronized OtlpReport reportOtlp() {
    if (otlp == null) {
      otlp = new OtlpReport(properties, registry);
    }
    return otlp;
  }

  /// Adds the metrics of watched directories. Call it at most once.
  public TextfileReport reportTextfiles() {
    return new TextfileReport(properties, registry);
  }

  /// The values of all own metrics, sorted by name, without families that have no series. Those of
  /// the JVM and the process may be up to a second old.
  public List<MetricFamily> gather() {
    awaitJvmMetrics();
    return ClientMetricsConverter.families(registry.scrape());
  }

  private static String methodLabel(String method) {
    return METHODS.getOrDefault(method, "unknown");
  }

  private CounterDataPoint newCounter(Served served) {
    return requests.labelValues(String.valueOf(served.code), served.handler, served.method);
  }

  private void registerBuildInfo(SortedMap<String, String> labels) {
    Info.builder(properties)
        .name("pushgateway_build_info")
        .help(
            "A metric with a constant '1' value labeled by version, revision, branch, goversion"
                + " from which pushgateway was built, and the goos and goarch for the build.")
        .labelNames(labels.keySet().toArray(String[]::new))
        .register(registry)
        .addLabelValues(labels.values().toArray(String[]::new));
  }

  private void registerJvmMetrics() {
    var jvm = new PrometheusRegistry();
    JvmMetrics.builder(properties).register(jvm);
    ProcessFiles.register(properties, jvm);
    registry.register(new CachedCollector(jvm, JVM_PERIOD, System::nanoTime));
  }

  private void awaitJvmMetrics() {
    boolean interrupted = false;
    while (true) {
      try {
        jvmMetrics.get();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      } catch (ExecutionException e) {
        throw new IllegalStateException("cannot register the metrics of the JVM", e.getCause());
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
