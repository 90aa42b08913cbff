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

/// How a family of a group takes what is pushed under its name: the arithmetic of aggregation, as
/// pure functions. docs/aggregation.md says what adds up how.
public final class FamilyMerge {
  private static final byte[] NO_MEMORY = {};

  private FamilyMerge() {}

  /// What comes out of a merge.
  ///
  /// @param family the family as it is to be shown
  /// @param memory what must be kept beside it and handed to the next merge or expiry of this very
  ///   family; empty when there is nothing to remember. It is never changed
  public record Merged(MetricFamily family, byte[] memory) {}

  /// Adds a pushed family to the one that a group holds.
  ///
  /// Series keep their order, new ones come last. Nothing of what comes in is changed. The result
  /// depends on the arguments only.
  ///
  /// @param held null if the group has none of this name
  /// @param memory what came with `held` out of the merge before; empty if it came by another way
  /// @param pushed of the same name, without timestamps
  /// @param receivedNanos when the push arrived, in nanoseconds since 1970
  /// @throws MergeException if the push is at fault; the message is for the pusher
  /// @throws IllegalArgumentException if `memory` is not one that belongs to `held`
  public static Merged merge(
      @Nullable MetricFamily held,
      byte[] memory,
      MetricFamily pushed,
      MergeOptions options,
      long receivedNanos)
      throws MergeException {
    if (held == null || held.metrics().isEmpty()) {
      return merge(pushed, List.of(), pushed, options, receivedNanos);
    }
    if (pushed.metrics().isEmpty()) {
      return new Merged(held, memory);
    }
    if (held.type() != pushed.type()) {
      throw new MergeException(
          pushed.name(), "type %s != %s".formatted(held.type(), pushed.type()));
    }
    List<Series> before = FamilyMemory.read(held.metrics(), memory);
    return replacesAll(pushed, options)
        ? merge(pushed, List.of(), pushed, options, receivedNanos)
        : merge(withHeadOf(held, pushed), before, pushed, options, receivedNanos);
  }

  /// Drops the series last pushed before a time, but not before another one.
  ///
  /// Series of which it is not known when they were pushed stay, for instance all of a family that
  /// was merged without [MergeOptions#tracksSeries].
  ///
  /// @param held what came out of the last merge
  /// @param memory what came with it
  /// @param seenFromNanos series last pushed before this time are spared; [Long#MIN_VALUE] if none
  ///   is
  /// @return null if no series is left; the very `held` and `memory` if all are
  /// @throws IllegalArgumentException if `memory` is not one that belongs to `held`
  public static @Nullable Merged expire(
      MetricFamily held, byte[] memory, long seenFromNanos, long seenBeforeNanos) {
    if (oldestSeenNanos(memory, seenFromNanos) >= seenBeforeNanos) {
      return new Merged(held, memory);
    }
    List<Series> kept =
        FamilyMemory.read(held.metrics(), memory).stream()
            .filter(
                series ->
                    series.seenNanos() == Series.NEVER_SEEN
                        || series.seenNanos() < seenFromNanos
                        || series.seenNanos() >= seenBeforeNanos)
            .toList();
    return kept.isEmpty() ? null : merged(held, kept);
  }

  /// When the series of a family that was not pushed for the longest time was pushed, in
  /// nanoseconds since 1970, so that it can be told without the family whether [#expire] has
  /// anything to do; [Long#MAX_VALUE] if that is known of none.
  ///
  /// @param fromNanos series last pushed before this time do not count; [Long#MIN_VALUE] if all do
  /// @throws IllegalArgumentException if `memory` did not come out of a merge
  public static long oldestSeenNanos(byte[] memory, long fromNanos) {
    return FamilyMemory.oldestSeenNanos(memory, fromNanos);
  }

  /// Why a series could not be added to anything, or null.
  ///
  /// @param name of its family
  public static @Nullable String problem(
      String name, MetricType type, Metric metric, MergeOptions options) {
    try {
      var alone = new MetricFamily(name, null, type, null, List.of(metric));
      var _ = merge(null, NO_MEMORY, alone, options, 0);
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
      @Nullable Series held,
      Metric metric,
      Metric shown,
      MetricFamily pushed,
      MergeOptions options,
      long receivedNanos)
      throws MergeException {
    try {
      SeriesMode mode = mode(metric, pushed.type(), options);
      return SeriesMerge.merge(held, shown, mode, options.buckets(), receivedNanos);
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

  /// Whether the push takes the place of all that is held: where one of its series asks for that,
  /// or where it only tells what something is.
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

  /// The help and the unit that were there first stay.
  private static MetricFamily withHeadOf(MetricFamily held, MetricFamily pushed) {
    return new MetricFamily(
        held.name(),
        held.help() == null ? pushed.help() : held.help(),
        held.type(),
        held.unit() == null ? pushed.unit() : held.unit(),
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
        FamilyMemory.isEmpty(series) ? NO_MEMORY : FamilyMemory.write(series));
  }
}
