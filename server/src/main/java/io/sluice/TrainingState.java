package io.sluice;

import io.sluice.format.ParsedBody;
import io.sluice.gateway.StoreMachine;
import io.sluice.journal.Inspection;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.store.Lifetimes;
import io.sluice.store.Preparation;
import io.sluice.store.Receipt;
import io.sluice.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Writes a state for the run that the class cache is made from (bin/class-cache.sh).
///
/// The JVM compiles early what that run did often. So it has to begin with a state of many groups,
/// or starts that find many are as slow as without the cache.
final class TrainingState {
  private static final int GROUPS = 10_000;
  private static final int FAMILIES = 10;
  private static final long SOME_TIME = 1_700_000_000_000_000_000L;

  private TrainingState() {}

  /// Writes the file that the first argument names.
  static void main(String[] arguments) throws IOException {
    var families = new ArrayList<MetricFamily>();
    for (int i = 0; i < FAMILIES; i++) {
      Metric metric = new Metric.Gauge(Labels.of("part", "a"), i + 0.5);
      families.add(
          new MetricFamily("training_" + i, "Help.", MetricType.GAUGE, null, List.of(metric)));
    }
    var body = new ParsedBody(families, false);
    var store = new Store(Map.of());
    for (int i = 0; i < GROUPS; i++) {
      GroupingKey key = GroupingKey.of("job", "training", "instance", "host-" + i);
      Receipt receipt = Receipt.at(SOME_TIME + i);
      store.apply(Preparation.push(key, body, true, receipt, Lifetimes.NONE));
    }
    Inspection.save(Path.of(arguments[0]), 0, new StoreMachine(store));
  }
}
