package io.sluice.merge;

import io.sluice.model.MetricType;
import org.jspecify.annotations.Nullable;

/// How one series takes what is pushed to it.
///
/// The words of the mode label are those of the gravel gateway: `aggregate` or `sum`, `replace`,
/// `family` or `info`, `mean5m` and `sum5m` with any whole number of seconds, minutes or hours.
/// Ours are `min` and `max`. A word that is none of them is passed over.
sealed interface SeriesMode {
  enum Plain implements SeriesMode {
    SUM,
    LAST,
    /// As [#LAST], and the family's other series go.
    FAMILY,
    MIN,
    MAX,
    AVG
  }

  /// The sum or the mean of what was pushed during a time.
  record Windowed(boolean mean, long nanos) implements SeriesMode {}

  /// The mode of a series whose pusher chose none.
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

  /// The mode that `word` stands for, or null for a word without a meaning, at least for series of
  /// this type: histograms and summaries have no minimum, maximum or window.
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
