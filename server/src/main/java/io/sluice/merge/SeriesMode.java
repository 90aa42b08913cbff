package io.sluice.merge;

import io.sluice.model.MetricType;
import org.jspecify.annotations.Nullable;

/// How a series is aggregated.
///
/// The values of the mode label are those of the gravel gateway: `aggregate` or `sum`, `replace`,
/// `family` or `info`, `mean5m` and `sum5m` with any integer of seconds, minutes or hours; and
/// additionally `min` and `max`. Other values are ignored.
sealed interface SeriesMode {
  enum Plain implements SeriesMode {
    SUM,
    LAST,
    /// Like [#LAST], and the other series of the family are removed.
    FAMILY,
    MIN,
    MAX,
    AVG
  }

  /// The sum or the mean of the values pushed during a sliding window.
  record Windowed(boolean mean, long nanos) implements SeriesMode {}

  /// The default mode of a series.
  static SeriesMode usual(MetricType type, GaugeMode gauges) {
    return switch (type) {
      case GAUGE -> usual(gauges);
      case COUNTER, UNTYPED, SUMMARY, HISTOGRAM, GAUGE_HISTOGRAM -> Plain.SUM;
    };
  }

  private static SeriesMode usual(GaugeMode gauges) {
    return switch (gauges) {
      case LAST -> Plain.LAST;
      case SUM -> Plain.SUM;
      case MIN -> Plain.MIN;
      case MAX -> Plain.MAX;
      case AVG -> Plain.AVG;
    };
  }

  /// The mode for a value of the mode label, or null if it is invalid for this type: histograms and
  /// summaries have no minimum, maximum or window.
  static @Nullable SeriesMode parse(String word, MetricType type) {
    SeriesMode mode =
        switch (word) {
          case "aggregate", "sum" -> Plain.SUM;
          case "replace" -> Plain.LAST;
          case "family", "info" -> Plain.FAMILY;
          case "min" -> Plain.MIN;
          case "max" -> Plain.MAX;
          default -> window(word);
        };
    return mode == null || type.isOneNumber() || isForAll(mode) ? mode : null;
  }

  private static boolean isForAll(SeriesMode mode) {
    return mode == Plain.SUM || mode == Plain.LAST || mode == Plain.FAMILY;
  }

  private static @Nullable SeriesMode window(String word) {
    boolean mean = word.startsWith("mean");
    if (!mean && !word.startsWith("sum")) {
      return null;
    }
    long nanos = WindowLength.parse(word.substring(mean ? "mean".length() : "sum".length()));
    return nanos == WindowLength.NONE ? null : new Windowed(mean, nanos);
  }
}
