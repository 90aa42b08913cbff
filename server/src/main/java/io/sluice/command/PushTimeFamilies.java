package io.sluice.command;

import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.pages.StoredFamily;
import java.util.List;

/// The two families of every group: the times of the last successful and of the last failed push.
public final class PushTimeFamilies {
  /// The number of these families in a group.
  public static final int FAMILIES = 2;

  /// The size of each family without the labels of the key.
  public static final int USUAL_BYTES = 60;

  private static final String PUSH_HELP =
      "Last Unix time when changing this group in the Pushgateway succeeded.";
  private static final String FAILURE_HELP =
      "Last Unix time when changing this group in the Pushgateway failed.";
  private static final Labels NO_INSTANCE = Labels.of("instance", "");

  private PushTimeFamilies() {}

  /// The time of the last successful push, in nanoseconds since 1970, or 0; as stored at
  /// `receivedNanos`.
  public static StoredFamily push(GroupingKey key, long pushNanos, long receivedNanos) {
    return family(key, ReservedFamilies.PUSH_TIME, PUSH_HELP, pushNanos, receivedNanos);
  }

  /// The time of the last failed push, in nanoseconds since 1970, or 0; as stored at
  /// `receivedNanos`.
  public static StoredFamily failure(GroupingKey key, long failureNanos, long receivedNanos) {
    return family(key, ReservedFamilies.FAILURE_TIME, FAILURE_HELP, failureNanos, receivedNanos);
  }

  /// The error message for a push to `key` while a twin of the key has a group: the push times of
  /// both would be the same series.
  public static String twinExists(GroupingKey key) {
    Metric metric = new Metric.Gauge(NO_INSTANCE.overlaidWith(key.labels()), 0);
    return PushErrorMessages.duplicateSeries(ReservedFamilies.PUSH_TIME, metric, MetricType.GAUGE);
  }

  private static StoredFamily family(
      GroupingKey key, String name, String help, long nanos, long receivedNanos) {
    Metric metric = new Metric.Gauge(NO_INSTANCE.overlaidWith(key.labels()), nanos / 1e9);
    var family = new MetricFamily(name, help, MetricType.GAUGE, null, List.of(metric));
    return StoredFamily.of(family, receivedNanos);
  }
}
