package io.sluice.exposition;

import io.sluice.command.ReservedFamilies;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.store.StoreView;
import java.util.ArrayList;
import java.util.List;

/// The two families for overdue jobs. They contain the groups for which a push or a rule sets an
/// expected interval.
public final class OverdueFamilies {
  private static final String INTERVAL_HELP =
      "Maximum time from a successful push to this group to the next one, in seconds.";
  private static final String OVERDUE_HELP =
      "Whether the next push to this group is late (1) or not (0).";
  private static final Labels NO_INSTANCE = Labels.of("instance", "");

  private OverdueFamilies() {}

  /// Both families at a given time; none if no group has an expected interval.
  ///
  /// @param nowNanos in nanoseconds since 1970
  public static List<MetricFamily> families(StoreView view, long nowNanos) {
    var intervals = new ArrayList<Metric>();
    var overdue = new ArrayList<Metric>();
    view.expected()
        .map(view::group)
        .forEach(
            group -> {
              Labels labels = labels(group.key());
              intervals.add(new Metric.Gauge(labels, group.expectNanos() / 1e9));
              overdue.add(new Metric.Gauge(labels, group.isOverdue(nowNanos) ? 1 : 0));
            });
    return intervals.isEmpty()
        ? List.of()
        : List.of(
            new MetricFamily(
                ReservedFamilies.EXPECTED_INTERVAL,
                INTERVAL_HELP,
                MetricType.GAUGE,
                null,
                intervals),
            new MetricFamily(
                ReservedFamilies.OVERDUE, OVERDUE_HELP, MetricType.GAUGE, null, overdue));
  }

  private static Labels labels(GroupingKey key) {
    return NO_INSTANCE.overlaidWith(key.labels());
  }
}
