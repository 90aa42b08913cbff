package io.sluice.rules;

import io.sluice.merge.BucketMode;
import io.sluice.merge.GaugeMode;
import io.sluice.model.Labels;
import io.sluice.model.MetricFamily;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The settings of a rule for the groups it matches. A setting is null if the rule does not contain
/// it; then flags and defaults apply.
///
/// @param aggregate whether pushes are aggregated
/// @param merge what a POST replaces, if pushes are not aggregated
/// @param gauges how gauges are aggregated
/// @param buckets how histograms with different bounds are aggregated
/// @param modeLabel the label by which a client sets the mode of each series
/// @param dropLabels labels that are removed from the grouping key and from series
/// @param relabeling applied to each series of a push, after `dropLabels`
/// @param ttl how long a group lives after its last successful push; zero means forever
/// @param seriesTtl how long a series of an aggregated group lives after it was pushed; zero means
///   forever
/// @param expectWithin the interval in which pushes are expected; zero means never
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
  /// Without any settings.
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

  /// The labels of a grouping key or of a series without the labels to drop.
  public Labels keyLabels(Labels labels) {
    Labels kept = labels;
    for (String name : dropLabels) {
      kept = kept.without(name);
    }
    return kept;
  }

  /// Drops labels and relabels series; returns `families` itself if there is nothing to do.
  ///
  /// Steps see the labels of the grouping key as labels of each series, but cannot change them: a
  /// series gets them back when it is put into its group. Labels that start with two underscores
  /// are removed afterwards, so steps may use them for temporary values. Series that become equal
  /// are kept, for the caller to add or to refuse.
  ///
  /// @param key the grouping key without the labels to drop
  /// @throws RelabelException if a series has no name after relabeling, or is in a family of
  ///   another type
  public List<MetricFamily> relabel(Labels key, List<MetricFamily> families)
      throws RelabelException {
    return changesSeries() ? new RelabeledFamilies(this, key).of(families) : families;
  }

  /// Whether labels of series are dropped or changed.
  public boolean changesSeries() {
    return !dropLabels.isEmpty() || !relabeling.isEmpty();
  }
}
