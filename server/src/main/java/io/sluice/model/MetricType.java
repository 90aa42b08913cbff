package io.sluice.model;

import java.util.List;

/// The type of a metric family. Messages and the JSON API use the names of the constants.
public enum MetricType {
  COUNTER,
  GAUGE,
  SUMMARY,
  UNTYPED,
  HISTOGRAM,
  GAUGE_HISTOGRAM;

  /// The suffixes of all types.
  public static final List<String> ALL_SUFFIXES = List.of("_count", "_sum", "_bucket");

  private static final List<String> SUMMARY_SUFFIXES = List.of("_count", "_sum");

  /// Whether a series of this type is a single number, and so a single line of the text format.
  public boolean isOneNumber() {
    return switch (this) {
      case COUNTER, GAUGE, UNTYPED -> true;
      case SUMMARY, HISTOGRAM, GAUGE_HISTOGRAM -> false;
    };
  }

  /// The suffixes of the samples of this type in the text format. Those of OpenMetrics differ.
  public List<String> suffixes() {
    return switch (this) {
      case COUNTER, GAUGE, UNTYPED -> List.of();
      case SUMMARY -> SUMMARY_SUFFIXES;
      case HISTOGRAM, GAUGE_HISTOGRAM -> ALL_SUFFIXES;
    };
  }
}
