package io.sluice.format.openmetrics;

/// Which part of a family is exposed, and with which type.
public enum OpenMetricsShape {
  COUNTER("counter"),
  GAUGE("gauge"),
  /// A single value of unknown type.
  UNKNOWN("unknown"),
  SUMMARY("summary"),
  HISTOGRAM("histogram"),
  GAUGE_HISTOGRAM("gaugehistogram"),
  /// The buckets of a histogram as a separate family.
  BUCKETS("unknown"),
  /// The sums of a histogram as a separate family.
  SUMS("unknown"),
  /// The counts of a histogram as a separate family.
  COUNTS("unknown");

  private final String type;

  OpenMetricsShape(String type) {
    this.type = type;
  }

  /// The suffix that is appended to the histogram's name for a part of it; else empty.
  public String suffix() {
    return switch (this) {
      case BUCKETS -> "_bucket";
      case SUMS -> "_sum";
      case COUNTS -> "_count";
      case COUNTER, GAUGE, UNKNOWN, SUMMARY, HISTOGRAM, GAUGE_HISTOGRAM -> "";
    };
  }

  /// The type in the TYPE line.
  String type() {
    return type;
  }
}
