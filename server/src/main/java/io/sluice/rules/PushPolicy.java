package io.sluice.rules;

import io.sluice.merge.BucketMode;
import io.sluice.merge.GaugeMode;
import io.sluice.model.Labels;
import io.sluice.model.MetricFamily;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a rule says of the groups it matches. Null where it says nothing, so that flags and
/// defaults hold.
///
/// @param aggregate whether pushes add up
/// @param merge what a POST replaces, where pushes do not add up
/// @param gauges how gauges do
/// @param buckets what becomes of histograms with different bounds
/// @param modeLabel the label by which a pusher chooses for each series
/// @param dropLabels what neither the grouping key nor a series keeps
/// @param relabeling what becomes of each series in a push, after `dropLabels`
/// @param ttl how long a group lives after its last successful push; zero for ever
/// @param seriesTtl how long a series of an aggregated group lives after it was pushed; zero for
///   ever
/// @param expectWithin how often a push is expected; zero never
public record PushPolicy(
    @Nullable Boolean aggregate,
    @Nullable MergeUnit merge,
    @Nullable GaugeMode gauges,
    @Nullable BucketMode buckets,
    @Nullable String modeLabel,
    Set<String> dropLabels,
    Relabeling relabeling,
    @Nullable Duration ttl,
    @Nullable Duration seriesTtl,
    @Nullable Duration expectWithin,
    RuleLimits limits) {
  /// Says nothing.
  public static final PushPolicy NONE =
      new PushPolicy(
          null,
          null,
          null,
          null,
          null,
          Set.of(),
          Relabeling.NONE,
          null,
          null,
          null,
          RuleLimits.NONE);

  public PushPolicy {
    dropLabels = Set.copyOf(dropLabels);
  }

  /// The labels of a grouping key, or of a series, without those to be dropped.
  public Labels keyLabels(Labels labels) {
    Labels kept = labels;
    for (String name : dropLabels) {
      kept = kept.without(name);
    }
    return kept;
  }

  /// The families of a body with labels dropped and series relabelled; the families themselves if
  /// there is nothing to do.
  ///
  /// Steps see the labels of the grouping key as if each series had them, but cannot change them: a
  /// series gets them back when it is put into its group. Labels that start with two underscores
  /// are gone afterwards, so steps may use them to pass something on. Series that become one by all
  /// this stay two, for the caller to add or to refuse.
  ///
  /// @param key the grouping key without the labels to be dropped
  /// @throws RelabelException if a series ends without a name, or in a family of another type
  public List<MetricFamily> relabel(Labels key, List<MetricFamily> families)
      throws RelabelException {
    return changesSeries() ? new RelabeledFamilies(this, key).of(families) : families;
  }

  /// Whether labels of series are dropped or changed.
  public boolean changesSeries() {
    return !dropLabels.isEmpty() || !relabeling.isEmpty();
  }
}
