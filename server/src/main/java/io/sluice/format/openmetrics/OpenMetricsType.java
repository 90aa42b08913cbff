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

/// The types of OpenMetrics 1.0, and how a push of each is stored.
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

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<SamplePart> parts;

  OpenMetricsType(MetricType stored, SamplePart... parts) {
    this.stored = stored;
    this.parts = List.of(parts);
  }

  /// The type that a TYPE line names, or null.
  static @Nullable OpenMetricsType named(String name) {
    return Arrays.stream(values())
        .filter(type -> type.text().equals(name))
        .findFirst()
        .orElse(null);
  }

  /// How a TYPE line names it.
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

  /// The name under which a family is stored: that of its only kind of sample where the text format
  /// names the family so.
  String storedName(String familyName) {
    return switch (this) {
      case COUNTER -> familyName + TOTAL.suffix();
      case INFO -> familyName + SamplePart.INFO.suffix();
      case GAUGE, HISTOGRAM, GAUGEHISTOGRAM, STATESET, SUMMARY, UNKNOWN -> familyName;
    };
  }

  /// The label that is none of the metric's but tells its samples apart; null if there is no such.
  @Nullable String boundName() {
    return switch (this) {
      case HISTOGRAM, GAUGEHISTOGRAM -> "le";
      case SUMMARY -> "quantile";
      case COUNTER, GAUGE, STATESET, INFO, UNKNOWN -> null;
    };
  }

  /// The part that has such a label.
  boolean hasBound(SamplePart part) {
    return part == BUCKET || (this == SUMMARY && part == VALUE);
  }

  /// Whether each sample is a metric of its own.
  boolean isSingle() {
    return parts.size() == 1;
  }

  boolean mayHaveUnit() {
    return this != INFO && this != STATESET;
  }

  /// What is wrong with a number that is no count, or null.
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
