package io.sluice.merge;

import org.jspecify.annotations.Nullable;

/// How the families of a group add up.
///
/// @param modeLabel the label by which a pusher chooses for each series, see [SeriesMode]; null
///   when there is no such choice
/// @param tracksSeries whether it is remembered when each series was last pushed, for
///   [FamilyMerge#expire]
/// @param isReplacing whether what is pushed takes the place of the series with the same labels;
///   the other series of the family stay
public record MergeOptions(
    GaugeMode gauges,
    BucketMode buckets,
    @Nullable String modeLabel,
    boolean tracksSeries,
    boolean isReplacing) {
  /// What counts when nothing is configured.
  public static final MergeOptions USUAL =
      new MergeOptions(GaugeMode.LAST, BucketMode.COMMON, null, false);

  /// Options under which series add up.
  public MergeOptions(
      GaugeMode gauges, BucketMode buckets, @Nullable String modeLabel, boolean tracksSeries) {
    this(gauges, buckets, modeLabel, tracksSeries, false);
  }

  /// Options under which series replace those with the same labels.
  public static MergeOptions replacing(boolean tracksSeries) {
    return new MergeOptions(GaugeMode.LAST, BucketMode.COMMON, null, tracksSeries, true);
  }

  /// These options, but for gauges.
  public MergeOptions withGauges(GaugeMode mode) {
    return new MergeOptions(mode, buckets, modeLabel, tracksSeries, isReplacing);
  }
}
