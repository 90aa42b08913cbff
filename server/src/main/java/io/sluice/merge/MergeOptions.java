package io.sluice.merge;

import org.jspecify.annotations.Nullable;

/// How the families of a group are aggregated.
///
/// @param modeLabel the label by which a client sets the mode of each series, see [SeriesMode];
///   null if there is none
/// @param tracksSeries whether the time of the last push of each series is stored, for
///   [FamilyMerge#expire]
/// @param isReplacing whether pushed series replace those with the same labels; the other series of
///   the family are kept
public record MergeOptions(
    GaugeMode gauges,
    BucketMode buckets,
    @Nullable String modeLabel,
    boolean tracksSeries,
    boolean isReplacing) {
  /// The default options.
  public static final MergeOptions USUAL =
      new MergeOptions(GaugeMode.LAST, BucketMode.COMMON, null, false);

  /// Options for aggregating series.
  public MergeOptions(
      GaugeMode gauges, BucketMode buckets, @Nullable String modeLabel, boolean tracksSeries) {
    this(gauges, buckets, modeLabel, tracksSeries, false);
  }

  /// Options for replacing series with the same labels.
  public static MergeOptions replacing(boolean tracksSeries) {
    return new MergeOptions(GaugeMode.LAST, BucketMode.COMMON, null, tracksSeries, true);
  }

  /// These options with another mode of gauges.
  public MergeOptions withGauges(GaugeMode mode) {
    return new MergeOptions(mode, buckets, modeLabel, tracksSeries, isReplacing);
  }
}
