package io.sluice.merge;

import io.sluice.model.MetricType;
import io.sluice.model.Names;
import org.jspecify.annotations.Nullable;

/// [FamilyMerge] for the usual case, on sample lines without making metrics of them.
///
/// It is made for pushes of the same series again and again, and gives up on anything else. Where
/// it answers, the lines are exactly those of what [FamilyMerge] makes.
// Lines are equal up to their numbers if and only if they say the same of the same series, for
// all come from TextWriter. Measured: a family of one counter 0.15 us instead of 5 us, one
// histogram of 14 lines 2 us instead of 16 us.
public final class TextMerge {
  private TextMerge() {}

  /// The sample lines of a family after a push, or null if [FamilyMerge#merge] has to be asked.
  ///
  /// @param name of the family
  /// @param held the lines of the family held, as [io.sluice.format.text.TextWriter#samples] writes
  ///   them with names as they are
  /// @param memory what is remembered beside `held`
  /// @param pushed the lines of the family pushed, of the same type and written the same way
  public static byte @Nullable [] merge(
      String name,
      MetricType type,
      byte[] held,
      byte[] memory,
      byte[] pushed,
      MergeOptions options) {
    if (memory.length > 0 || options.tracksSeries() || mayChoose(pushed, options)) {
      return null;
    }
    if (options.isReplacing()) {
      return type.isOneNumber() ? new NumberLines(pushed, NumberRule.LAST).merge(held) : null;
    }
    return switch (type) {
      case COUNTER -> new NumberLines(pushed, NumberRule.COUNTER).merge(held);
      case UNTYPED -> new NumberLines(pushed, NumberRule.SUM).merge(held);
      case GAUGE -> mergeGauges(name, held, pushed, options.gauges());
      case SUMMARY, HISTOGRAM ->
          Names.isLegacyMetricName(name)
              ? new DistributionLines(name.length(), type, held, pushed).add()
              : null;
      case GAUGE_HISTOGRAM -> null; // never stored as text
    };
  }

  private static byte @Nullable [] mergeGauges(
      String name, byte[] held, byte[] pushed, GaugeMode mode) {
    if (name.endsWith("_info")) {
      return null;
    }
    return switch (mode) {
      case LAST -> new NumberLines(pushed, NumberRule.LAST).merge(held);
      case SUM -> new NumberLines(pushed, NumberRule.SUM).merge(held);
      case MIN -> new NumberLines(pushed, NumberRule.MIN).merge(held);
      case MAX -> new NumberLines(pushed, NumberRule.MAX).merge(held);
      case AVG -> null;
    };
  }

  /// Whether a series pushed may have the label by which a mode is chosen: its name stands before
  /// an equals sign somewhere, or it is one that is written in quotes.
  private static boolean mayChoose(byte[] pushed, MergeOptions options) {
    String label = options.modeLabel();
    if (label == null) {
      return false;
    }
    return !Names.isLegacyLabelName(label) || SampleLines.holds(pushed, label + "=\"");
  }
}
