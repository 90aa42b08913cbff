package io.sluice.merge;

import io.sluice.model.MetricType;
import io.sluice.model.Names;
import org.jspecify.annotations.Nullable;

/// [FamilyMerge] for common cases, on sample lines without creating metric objects.
///
/// It is optimized for repeated pushes of the same series, and does not support anything else. Its
/// result is always the same as that of [FamilyMerge].
// Lines are equal except for their numbers if and only if they belong to the same part of the same
// series, because all lines are written by TextWriter. Measured: a family of one counter takes 0.15
// us instead of 5 us, a histogram of 14 lines 2 us instead of 16 us.
public final class TextMerge {
  private TextMerge() {}

  /// The sample lines of a family after a push, or null if [FamilyMerge#merge] must be used.
  ///
  /// @param name of the family
  /// @param stored the lines of the existing family, from
  ///   [io.sluice.format.text.TextWriter#samples] with unescaped names
  /// @param state the aggregation state of `stored`
  /// @param pushed the lines of the pushed family, of the same type and written the same way
  public static byte @Nullable [] merge(
      String name,
      MetricType type,
      byte[] stored,
      byte[] state,
      byte[] pushed,
      MergeOptions options) {
    if (state.length > 0 || options.tracksSeries() || mayChoose(pushed, options)) {
      return null;
    }
    if (options.isReplacing()) {
      return type.isOneNumber() ? new NumberLines(pushed, NumberRule.LAST).merge(stored) : null;
    }
    return switch (type) {
      case COUNTER -> new NumberLines(pushed, NumberRule.COUNTER).merge(stored);
      case UNTYPED -> new NumberLines(pushed, NumberRule.SUM).merge(stored);
      case GAUGE -> mergeGauges(name, stored, pushed, options.gauges());
      case SUMMARY, HISTOGRAM ->
          Names.isLegacyMetricName(name)
              ? new DistributionLines(name.length(), type, stored, pushed).add()
              : null;
      case GAUGE_HISTOGRAM -> null; // never stored as text
    };
  }

  private static byte @Nullable [] mergeGauges(
      String name, byte[] stored, byte[] pushed, GaugeMode mode) {
    if (name.endsWith("_info")) {
      return null;
    }
    return switch (mode) {
      case LAST -> new NumberLines(pushed, NumberRule.LAST).merge(stored);
      case SUM -> new NumberLines(pushed, NumberRule.SUM).merge(stored);
      case MIN -> new NumberLines(pushed, NumberRule.MIN).merge(stored);
      case MAX -> new NumberLines(pushed, NumberRule.MAX).merge(stored);
      case AVG -> null;
    };
  }

  /// Whether a pushed series may have the mode label: the label's name occurs before an equals
  /// sign, or is written in quotes.
  private static boolean mayChoose(byte[] pushed, MergeOptions options) {
    String label = options.modeLabel();
    if (label == null) {
      return false;
    }
    return !Names.isLegacyLabelName(label) || SampleLines.holds(pushed, label + "=\"");
  }
}
