package io.sluice.format.openmetrics;

/// What of a family is shown, and as which type.
public enum OpenMetricsShape {
  COUNTER("counter"),
  GAUGE("gauge"),
  /// One value, whatever it is.
  UNKNOWN("unknown"),
  SUMMARY("summary"),
  HISTOGRAM("histogram"),
  GAUGE_HISTOGRAM("gaugehistogram"),
  /// The buckets of a histogram as a family of their own.
  BUCKETS("unknown"),
  /// The sums of a histogram likewise.
  SUMS("unknown"),
  /// The counts of a histogram likewise.
  COUNTS("unknown");

  private final String type;

  OpenMetricsShape(String type) {
    this.type = type;
  }

  /// What a part of a histogram is called behind the histogram's name; empty for all else.
  public String suffix() {
    return switch (this) {
      case BUCKETS -> "_bucket";
      case SUMS -> "_sum";
      case COUNTS -> "_count";
      case COUNTER, GAUGE, UNKNOWN, SUMMARY, HISTOGRAM, GAUGE_HISTOGRAM -> "";
    };
  }

  /// What the TYPE line says.
  String type() {
    return type;
  }
}
