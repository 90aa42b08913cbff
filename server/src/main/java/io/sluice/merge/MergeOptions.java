package io.sluice.merge;

import org.jspecify.annotations.Nullable;

/// How the families of a group add up.
///
/// @param modeLabel the label by which a pusher chooses for each series, see [SeriesMode]; null
///   when there is no such choice
/// @param tracksSeries whether it is remembered when each series was last pushed, for
///   [FamilyMerge#expire]
public record MergeOptions(
    GaugeMode gauges, BucketMode buckets, @Nullable String modeLabel, boolean tracksSeries) {
  /// What counts when nothing is configured.
  public static final MergeOptions USUAL =
      new MergeOptions(GaugeMode.LAST, BucketMode.COMMON, null, false);
}
