package io.sluice.format.openmetrics;

import java.util.Arrays;
import java.util.List;

/// The part of a metric that a sample is. The suffix of its name determines it.
enum SamplePart {
  VALUE(""),
  TOTAL("_total"),
  CREATED("_created"),
  BUCKET("_bucket"),
  COUNT("_count"),
  SUM("_sum"),
  GAUGE_COUNT("_gcount"),
  GAUGE_SUM("_gsum"),
  INFO("_info");

  /// The parts with a suffix. No suffix ends with another one.
  static final List<SamplePart> SUFFIXED =
      Arrays.stream(values()).filter(part -> part != VALUE).toList();

  private final String suffix;

  SamplePart(String suffix) {
    this.suffix = suffix;
  }

  String suffix() {
    return suffix;
  }

  /// Whether such a sample may have an exemplar.
  boolean mayHaveExemplar() {
    return this == TOTAL || this == BUCKET;
  }

  /// Whether the number is a count of observations, which must be an integer.
  boolean isCount() {
    return this == BUCKET || this == COUNT || this == GAUGE_COUNT;
  }
}
