package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.harness.Await;
import io.sluice.systemtests.harness.PrometheusServer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The firing alerts, according to Prometheus and to the received notifications.
final class AlertWatch {
  /// Scrapes, evaluations and notifications each have an interval, and the machine may be slow.
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  private static final String FIRING = "ALERTS{alertstate=\"firing\"}";

  private final PrometheusServer prometheus;
  private final AlertReceiver receiver;
  private final Set<Map<String, String>> expected = new HashSet<>();

  AlertWatch(PrometheusServer prometheus, AlertReceiver receiver) {
    this.prometheus = prometheus;
    this.receiver = receiver;
  }

  /// Waits until an alert with exactly these labels fires and a notification has arrived.
  void awaitFiring(Map<String, String> labels) throws Exception {
    expected.add(labels);
    assertThat(
            Await.until(
                this::seen,
                now -> now.evaluated.contains(labels) && now.notified.contains(labels),
                PATIENCE))
        .satisfies(now -> assertThat(now.evaluated).contains(labels))
        .satisfies(now -> assertThat(now.notified).contains(labels));
  }

  /// Waits until it no longer fires and a notification about that has arrived.
  void awaitResolved(Map<String, String> labels) throws Exception {
    assertThat(
            Await.until(
                this::seen,
                now -> !now.evaluated.contains(labels) && !now.notified.contains(labels),
                PATIENCE))
        .satisfies(now -> assertThat(now.evaluated).doesNotContain(labels))
        .satisfies(now -> assertThat(now.notified).doesNotContain(labels));
  }

  /// Waits until nothing fires and all alerts are notified as resolved.
  void awaitNone() throws Exception {
    Seen none = new Seen(Set.of(), Set.of());
    assertThat(Await.until(this::seen, none::equals, PATIENCE)).isEqualTo(none);
  }

  /// All alerts that were awaited.
  Set<Map<String, String>> expected() {
    return Set.copyOf(expected);
  }

  /// All alerts that ever fired, according to Prometheus and to the notifications.
  Set<Map<String, String>> fired() throws Exception {
    Set<Map<String, String>> fired = withoutState("max_over_time(" + FIRING + "[1d])");
    receiver.notifications().forEach(notification -> fired.add(notification.labels()));
    return fired;
  }

  private Seen seen() throws Exception {
    return new Seen(withoutState(FIRING), receiver.firing());
  }

  private Set<Map<String, String>> withoutState(String expression) throws Exception {
    Set<Map<String, String>> found = prometheus.labels(expression);
    found.forEach(labels -> labels.remove("alertstate"));
    return new HashSet<>(found);
  }

  /// @param evaluated the firing alerts according to Prometheus
  /// @param notified the firing alerts according to the last notifications
  private record Seen(Set<Map<String, String>> evaluated, Set<Map<String, String>> notified) {}
}
