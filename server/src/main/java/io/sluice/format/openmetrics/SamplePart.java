package io.sluice.format.openmetrics;

import java.util.Arrays;
import java.util.List;

/// What a sample is to its metric. The suffix of its name says it.
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

  /// Those that a suffix tells from a family's name. No suffix ends with another one.
  static final List<SamplePart> SUFFIXED =
      Arrays.stream(values()).filter(part -> part != VALUE).toList();

  private final String suffix;

  SamplePart(String suffix) {
    this.suffix = suffix;
  }

  String suffix() {
    return suffix;
  }

  /// Whether an exemplar has a place there.
  boolean mayHaveExemplar() {
    return this == TOTAL || this == BUCKET;
  }

  /// Whether the number is a count of observations, which has to be whole.
  boolean isCount() {
    return this == BUCKET || this == COUNT || this == GAUGE_COUNT;
  }
}
