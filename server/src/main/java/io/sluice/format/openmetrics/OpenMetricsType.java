package io.sluice.format.openmetrics;

import static io.sluice.format.openmetrics.SamplePart.BUCKET;
import static io.sluice.format.openmetrics.SamplePart.COUNT;
import static io.sluice.format.openmetrics.SamplePart.CREATED;
import static io.sluice.format.openmetrics.SamplePart.GAUGE_COUNT;
import static io.sluice.format.openmetrics.SamplePart.GAUGE_SUM;
import static io.sluice.format.openmetrics.SamplePart.SUM;
import static io.sluice.format.openmetrics.SamplePart.TOTAL;
import static io.sluice.format.openmetrics.SamplePart.VALUE;

import io.sluice.model.MetricType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The types of OpenMetrics 1.0, and how pushes of each type are stored.
enum OpenMetricsType {
  COUNTER(MetricType.COUNTER, TOTAL, CREATED),
  GAUGE(MetricType.GAUGE, VALUE),
  HISTOGRAM(MetricType.HISTOGRAM, BUCKET, COUNT, SUM, CREATED),
  GAUGEHISTOGRAM(MetricType.GAUGE_HISTOGRAM, BUCKET, GAUGE_COUNT, GAUGE_SUM),
  STATESET(MetricType.GAUGE, VALUE),
  INFO(MetricType.GAUGE, SamplePart.INFO),
  SUMMARY(MetricType.SUMMARY, VALUE, COUNT, SUM, CREATED),
  UNKNOWN(MetricType.UNTYPED, VALUE);

  private final MetricType stored;

  @SuppressWarnings("ImmutableEnumChecker") // created by List.of
  private final List<SamplePart> parts;

  OpenMetricsType(MetricType stored, SamplePart... parts) {
    this.stored = stored;
    this.parts = List.of(parts);
  }

  /// The type with this name in TYPE lines, or null.
  static @Nullable OpenMetricsType named(String name) {
    return Arrays.stream(values())
        .filter(type -> type.text().equals(name))
        .findFirst()
        .orElse(null);
  }

  /// The name in TYPE lines.
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  MetricType stored() {
    return stored;
  }

  /// The samples that a metric of this type may have.
  List<SamplePart> parts() {
    return parts;
  }

  /// The name under which a family is stored: for types with one kind of sample, the text format
  /// uses the name of the sample for the family.
  String storedName(String familyName) {
    return switch (this) {
      case COUNTER -> familyName + TOTAL.suffix();
      case INFO -> familyName + SamplePart.INFO.suffix();
      case GAUGE, HISTOGRAM, GAUGEHISTOGRAM, STATESET, SUMMARY, UNKNOWN -> familyName;
    };
  }

  /// The label that distinguishes the samples of a metric and is not part of the metric's labels;
  /// null if there is none.
  @Nullable String boundName() {
    return switch (this) {
      case HISTOGRAM, GAUGEHISTOGRAM -> "le";
      case SUMMARY -> "quantile";
      case COUNTER, GAUGE, STATESET, INFO, UNKNOWN -> null;
    };
  }

  /// Whether the part has such a label.
  boolean hasBound(SamplePart part) {
    return part == BUCKET || (this == SUMMARY && part == VALUE);
  }

  /// Whether each sample is a separate metric.
  boolean isSingle() {
    return parts.size() == 1;
  }

  boolean mayHaveUnit() {
    return this != INFO && this != STATESET;
  }

  /// The error in a number that is not a count, or null.
  @Nullable String valueProblem(SamplePart part, double value) {
    return switch (part) {
      case TOTAL -> isTotal(value) ? null : "a counter must not be negative or NaN";
      case CREATED -> Double.isFinite(value) ? null : "a created time must be a finite number";
      case INFO -> value == 1 ? null : "an info metric must be 1";
      case SUM ->
          this == SUMMARY && !isTotal(value)
              ? "a sum of a summary must not be negative or NaN"
              : sumProblem(value);
      case GAUGE_SUM -> sumProblem(value);
      case VALUE -> singleProblem(value);
      case BUCKET, COUNT, GAUGE_COUNT -> null;
    };
  }

  private @Nullable String singleProblem(double value) {
    return switch (this) {
      case STATESET -> value == 0 || value == 1 ? null : "a state must be 0 or 1";
      case SUMMARY -> value < 0 ? "a quantile's value must not be negative" : null;
      case COUNTER, GAUGE, HISTOGRAM, GAUGEHISTOGRAM, INFO, UNKNOWN -> null;
    };
  }

  private static @Nullable String sumProblem(double value) {
    return Double.isNaN(value) ? "a sum must not be NaN" : null;
  }

  private static boolean isTotal(double value) {
    return value >= 0;
  }
}
