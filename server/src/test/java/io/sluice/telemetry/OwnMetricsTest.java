package io.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cluster.ClusterStatus;
import io.sluice.journal.JournalListener;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.model.Names;
import io.sluice.model.Utf8;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OwnMetricsTest {
  private final OwnMetrics metrics =
      new OwnMetrics(new TreeMap<>(Map.of("version", "1.2.3", "goos", "linux")));

  @Test
  void gather_beforeAnyRequest_showsNoSeriesOfRequests() {
    assertThat(names("pushgateway_")).containsExactly("pushgateway_build_info");
    assertThat(family("pushgateway_build_info"))
        .isEqualTo(
            new MetricFamily(
                "pushgateway_build_info",
                "A metric with a constant '1' value labeled by version, revision, branch,"
                    + " goversion from which pushgateway was built, and the goos and goarch for"
                    + " the build.",
                MetricType.GAUGE,
                null,
                List.of(new Metric.Gauge(Labels.of("goos", "linux", "version", "1.2.3"), 1))));
  }

  @Test
  void gather_allReportsOn_everyFamilyOfSluiceIsProtected() {
    metrics.reportJournal().recovered(new JournalListener.Recovered(1, 1, 1, 1, 1));
    metrics.reportConfig().loaded(true);
    metrics.requestRefused("connections");
    metrics.expired(1, 1);
    metrics.reportOtlp().rejected("name", 1);
    metrics.reportOtlp().repeated();
    metrics.reportTextfiles();
    metrics.reportCluster(OwnMetricsTest::leader);
    var nameToType = new TreeMap<String, MetricType>();
    for (MetricFamily family : metrics.gather()) {
      if (family.name().startsWith("sluice_")) {
        nameToType.put(family.name(), family.type());
      }
    }
    assertThat(nameToType)
        .containsKeys("sluice_cluster_member_contact_seconds", "sluice_textfile_files");
    assertThat(OwnMetrics.PROTECTED).containsAllEntriesOf(nameToType);
    assertThat(OwnMetrics.PROTECTED.keySet())
        .filteredOn(name -> name.startsWith("sluice_"))
        .as("no name is kept from pushes that the gateway does not use")
        .containsExactlyInAnyOrderElementsOf(nameToType.keySet());
  }

  private static ClusterStatus leader() {
    return new ClusterStatus(
        "id",
        "a",
        "a",
        1,
        1,
        1,
        1,
        null,
        false,
        List.of(new ClusterStatus.Member("b", "1", "localhost:1", "follower", 1, 1)),
        new ClusterStatus.Counters(1, 1, 1, 1, 1, 1, 1, 1, 1, 1));
  }

  // Without OTLP clients, the metrics must be the same as those of a Pushgateway.
  @Test
  void reportOtlp_beforeAnythingIsCounted_showsNothing() {
    metrics.reportOtlp();
    assertThat(names("sluice_otlp_")).isEmpty();

    metrics.reportOtlp().repeated();
    assertThat(names("sluice_otlp_")).containsExactly("sluice_otlp_repeated_requests_total");
  }

  @Test
  void requestServed_twice_countsByCodeHandlerAndMethod() {
    metrics.requestServed("push", 200, "PUT");
    metrics.requestServed("push", 200, "PUT");
    metrics.requestServed("push", 400, "POST");
    metrics.requestServed("status", 200, "BREW");
    MetricFamily family = family("pushgateway_http_requests_total");
    assertThat(family.type()).isEqualTo(MetricType.COUNTER);
    assertThat(family.help())
        .isEqualTo("Total HTTP requests processed by the Pushgateway, excluding scrapes.");
    assertThat(family.metrics())
        .extracting(metric -> metric.labels() + " " + ((Metric.Counter) metric).value())
        .containsExactlyInAnyOrder(
            "{code=\"200\", handler=\"push\", method=\"put\"} 2.0",
            "{code=\"400\", handler=\"push\", method=\"post\"} 1.0",
            "{code=\"200\", handler=\"status\", method=\"unknown\"} 1.0");
  }

  @Test
  void pushServed_someSizes_givesQuantilesOfSizeAndDuration() {
    for (int i = 1; i <= 100; i++) {
      metrics.pushServed("PUT", i, i * 1_000_000L);
    }
    MetricFamily sizes = family("pushgateway_http_push_size_bytes");
    assertThat(sizes.help()).isEqualTo("HTTP request size for pushes to the Pushgateway.");
    var size = (Metric.Summary) sizes.metrics().getFirst();
    assertThat(size.labels()).isEqualTo(Labels.of("method", "put"));
    assertThat(size.sampleCount()).isEqualTo(100);
    assertThat(size.sampleSum()).isEqualTo(5050);
    assertThat(size.quantiles())
        .extracting(Metric.Quantile::quantile)
        .containsExactly(0.1, 0.5, 0.9);
    assertThat(size.quantiles().get(1).value()).isBetween(45.0, 55.0);
    MetricFamily durations = family("pushgateway_http_push_duration_seconds");
    assertThat(durations.type()).isEqualTo(MetricType.SUMMARY);
    assertThat(durations.help()).isEqualTo("HTTP request duration for pushes to the Pushgateway.");
    assertThat(((Metric.Summary) durations.metrics().getFirst()).sampleCount()).isEqualTo(100);
  }

  /// The metrics that a dashboard may rely on.
  @Test
  void gather_always_hasProcessAndJvmFamilies() {
    assertThat(names("process_"))
        .contains(
            "process_cpu_seconds_total",
            "process_max_fds",
            "process_network_receive_bytes_total",
            "process_network_transmit_bytes_total",
            "process_open_fds",
            "process_resident_memory_bytes",
            "process_start_time_seconds",
            "process_virtual_memory_bytes",
            "process_virtual_memory_max_bytes");
    assertThat(names("jvm_"))
        .contains(
            "jvm_memory_used_bytes",
            "jvm_gc_collection_seconds",
            "jvm_threads_current",
            "jvm_classes_loaded_total",
            "jvm_runtime_info");
  }

  @Test
  void gather_always_isSortedAndComplete() {
    List<MetricFamily> families = metrics.gather();
    assertThat(families)
        .extracting(MetricFamily::name)
        .isSortedAccordingTo(Utf8.BYTE_ORDER)
        .doesNotHaveDuplicates()
        .allMatch(Names::isLegacyMetricName);
    assertThat(families).noneMatch(family -> family.metrics().isEmpty());
    assertThat(families).noneMatch(family -> family.help() == null);
  }

  private List<String> names(String prefix) {
    return metrics.gather().stream()
        .map(MetricFamily::name)
        .filter(name -> name.startsWith(prefix))
        .toList();
  }

  private MetricFamily family(String name) {
    return metrics.gather().stream()
        .filter(family -> family.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
