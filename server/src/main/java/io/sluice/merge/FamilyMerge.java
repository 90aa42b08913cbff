package io.sluice.merge;

import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Merges a pushed family into that of a group: the arithmetic of aggregation, as pure functions.
/// docs/aggregation.md describes the rules.
public final class FamilyMerge {
  private static final byte[] NO_STATE = {};

  private FamilyMerge() {}

  /// The result of a merge.
  ///
  /// @param family the family to expose
  /// @param state the aggregation state, which must be stored and passed to the next merge or
  ///   expiry of this family; empty if there is none. It is never modified
  public record Merged(MetricFamily family, byte[] state) {}

  /// Merges a pushed family into that of a group.
  ///
  /// Series keep their order, new ones are appended. The arguments are not modified. The result
  /// depends only on the arguments.
  ///
  /// @param stored the family of the group; null if it has none
  /// @param state the state from the merge that resulted in `stored`; empty if `stored` is not the
  ///   result of a merge
  /// @param pushed the pushed family with the same name, without timestamps
  /// @param receivedNanos when the push arrived, in nanoseconds since 1970
  /// @throws MergeException if the push is invalid; the message is for the client
  /// @throws IllegalArgumentException if `state` is not one that belongs to `stored`
  public static Merged merge(
      @Nullable MetricFamily stored,
      byte[] state,
      MetricFamily pushed,
      MergeOptions options,
      long receivedNanos)
      throws MergeException {
    if (stored == null || stored.metrics().isEmpty()) {
      return merge(pushed, List.of(), pushed, options, receivedNanos);
    }
    if (pushed.metrics().isEmpty()) {
      return new Merged(stored, state);
    }
    if (stored.type() != pushed.type()) {
      throw new MergeException(
          pushed.name(), "type %s != %s".formatted(stored.type(), pushed.type()));
    }
    List<Series> before = AggregationStateCodec.read(stored.metrics(), state);
    return replacesAll(pushed, options)
        ? merge(pushed, List.of(), pushed, options, receivedNanos)
        : merge(withHeadOf(stored, pushed), before, pushed, options, receivedNanos);
  }

  /// Drops the series that were last pushed in a time range.
  ///
  /// Series whose last push is unknown are kept, for instance all of a family that was merged
  /// without [MergeOptions#tracksSeries].
  ///
  /// @param stored the result of the last merge
  /// @param state the aggregation state of `stored`
  /// @param seenFromNanos series last pushed before this time are kept; [Long#MIN_VALUE] to keep
  ///   none
  /// @return null if no series is left; the same `stored` and `state` if all are
  /// @throws IllegalArgumentException if `state` is not one that belongs to `stored`
  public static @Nullable Merged expire(
      MetricFamily stored, byte[] state, long seenFromNanos, long seenBeforeNanos) {
    if (oldestSeenNanos(state, seenFromNanos) >= seenBeforeNanos) {
      return new Merged(stored, state);
    }
    List<Series> kept =
        AggregationStateCodec.read(stored.metrics(), state).stream()
            .filter(
                series ->
                    series.seenNanos() == Series.NEVER_SEEN
                        || series.seenNanos() < seenFromNanos
                        || series.seenNanos() >= seenBeforeNanos)
            .toList();
    return kept.isEmpty() ? null : merged(stored, kept);
  }

  /// The earliest last push of a series of the family, in nanoseconds since 1970; [Long#MAX_VALUE]
  /// if unknown for all series. It shows, without the family, whether [#expire] would drop
  /// anything.
  ///
  /// @param fromNanos series last pushed before this time are ignored; [Long#MIN_VALUE] to ignore
  ///   none
  /// @throws IllegalArgumentException if `state` is not the result of a merge
  public static long oldestSeenNanos(byte[] state, long fromNanos) {
    return AggregationStateCodec.oldestSeenNanos(state, fromNanos);
  }

  /// The reason why a series cannot be added to any other, or null.
  ///
  /// @param name of its family
  public static @Nullable String problem(
      String name, MetricType type, Metric metric, MergeOptions options) {
    try {
      var alone = new MetricFamily(name, null, type, null, List.of(metric));
      var _ = merge(null, NO_STATE, alone, options, 0);
      return null;
    } catch (MergeException e) {
      return e.getMessage();
    }
  }

  private static Merged merge(
      MetricFamily head,
      List<Series> before,
      MetricFamily pushed,
      MergeOptions options,
      long receivedNanos)
      throws MergeException {
    Map<Labels, Series> all = LinkedHashMap.newLinkedHashMap(before.size());
    for (Series series : before) {
      boolean isNewToTracking = options.tracksSeries() && series.seenNanos() == Series.NEVER_SEEN;
      all.put(series.metric().labels(), isNewToTracking ? series.seen(receivedNanos) : series);
    }
    for (Metric metric : pushed.metrics()) {
      Metric shown = withoutModeLabel(metric, options);
      Series series = merge(all.get(shown.labels()), metric, shown, pushed, options, receivedNanos);
      all.put(shown.labels(), options.tracksSeries() ? series.seen(receivedNanos) : series);
    }
    return merged(head, List.copyOf(all.values()), options.tracksSeries());
  }

  private static Series merge(
      @Nullable Series stored,
      Metric metric,
      Metric shown,
      MetricFamily pushed,
      MergeOptions options,
      long receivedNanos)
      throws MergeException {
    try {
      SeriesMode mode = mode(metric, pushed.type(), options);
      return SeriesMerge.merge(stored, shown, mode, options.buckets(), receivedNanos);
    } catch (NotAddableException e) {
      throw new MergeException(pushed.name(), e.problem() + " labels=" + shown.labels());
    }
  }

  private static SeriesMode mode(Metric metric, MetricType type, MergeOptions options) {
    if (options.isReplacing()) {
      return SeriesMode.Plain.LAST;
    }
    SeriesMode chosen = chosenMode(metric, type, options);
    return chosen == null ? SeriesMode.usual(type, options.gauges()) : chosen;
  }

  private static @Nullable SeriesMode chosenMode(
      Metric metric, MetricType type, MergeOptions options) {
    String label = options.modeLabel();
    String word = label == null ? null : metric.labels().get(label);
    return word == null ? null : SeriesMode.parse(word, type);
  }

  private static Metric withoutModeLabel(Metric metric, MergeOptions options) {
    String label = options.modeLabel();
    return label == null || !metric.labels().has(label)
        ? metric
        : metric.withLabels(metric.labels().without(label));
  }

  /// Whether the push replaces the whole family: if one of its series requests that, or for info
  /// families.
  private static boolean replacesAll(MetricFamily pushed, MergeOptions options) {
    if (options.isReplacing()) {
      return false;
    }
    boolean saysWhatIs = pushed.type() == MetricType.GAUGE && pushed.name().endsWith("_info");
    for (Metric metric : pushed.metrics()) {
      SeriesMode chosen = chosenMode(metric, pushed.type(), options);
      if (chosen == SeriesMode.Plain.FAMILY) {
        return true;
      }
      saysWhatIs &= chosen == null && metric instanceof Metric.Gauge gauge && gauge.value() == 1;
    }
    return saysWhatIs;
  }

  /// The first help and unit are kept.
  private static MetricFamily withHeadOf(MetricFamily stored, MetricFamily pushed) {
    return new MetricFamily(
        stored.name(),
        stored.help() == null ? pushed.help() : stored.help(),
        stored.type(),
        stored.unit() == null ? pushed.unit() : stored.unit(),
        List.of());
  }

  private static Merged merged(MetricFamily head, List<Series> series, boolean tracksSeries) {
    List<Series> known =
        tracksSeries ? series : series.stream().map(each -> each.seen(Series.NEVER_SEEN)).toList();
    return merged(head, known);
  }

  private static Merged merged(MetricFamily head, List<Series> series) {
    var metrics = new ArrayList<Metric>(series.size());
    series.forEach(each -> metrics.add(each.metric()));
    return new Merged(
        new MetricFamily(head.name(), head.help(), head.type(), head.unit(), metrics),
        AggregationStateCodec.isEmpty(series) ? NO_STATE : AggregationStateCodec.write(series));
  }
}
