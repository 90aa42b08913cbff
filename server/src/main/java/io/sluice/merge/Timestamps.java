package io.sluice.merge;

import io.sluice.model.Metric.Exemplar;
import io.sluice.model.Metric.Timestamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Selects the older or the newer of two values.
final class Timestamps {
  /// The number of exemplars that client libraries keep for a native histogram.
  static final int MAX_EXEMPLARS = 10;

  private static final Comparator<Timestamp> ORDER =
      Comparator.comparingLong(Timestamp::seconds).thenComparingInt(Timestamp::nanos);

  private static final Comparator<Exemplar> BY_TIME =
      Comparator.comparing(Exemplar::timestamp, Comparator.nullsFirst(ORDER));

  private Timestamps() {}

  /// The earlier created time; an unknown one is ignored.
  static @Nullable Timestamp oldest(@Nullable Timestamp a, @Nullable Timestamp b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return ORDER.compare(b, a) < 0 ? b : a;
  }

  /// The newer exemplar, which is the pushed one unless both have a timestamp.
  static @Nullable Exemplar newest(@Nullable Exemplar stored, @Nullable Exemplar pushed) {
    if (stored == null || pushed == null) {
      return pushed == null ? stored : pushed;
    }
    boolean storedIsNewer =
        stored.timestamp() != null
            && pushed.timestamp() != null
            && ORDER.compare(stored.timestamp(), pushed.timestamp()) > 0;
    return storedIsNewer ? stored : pushed;
  }

  /// The newest exemplars of both lists, oldest first.
  static List<Exemplar> newest(List<Exemplar> stored, List<Exemplar> pushed) {
    var all = new ArrayList<Exemplar>(stored);
    all.addAll(pushed);
    all.sort(BY_TIME);
    return all.subList(Math.max(0, all.size() - MAX_EXEMPLARS), all.size());
  }
}
