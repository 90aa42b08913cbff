package io.sluice.format.openmetrics;

import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A metric family while its lines are parsed.
// The lines of a metric are adjacent, so there is one current metric (groupLabels, groupTime,
// series), and the labels of earlier metrics (begun) must not occur again.
//
// Samples of one metric with two times are two metrics here. They are refused later, or in
// aggregate mode treated as two observations.
final class OpenMetricsFamily {
  private static final double NO_TIME = Double.NaN;

  private final String name;
  private @Nullable OpenMetricsType type;
  private @Nullable String help;
  private @Nullable String unit;
  private final List<Metric> metrics = new ArrayList<>();

  /// The labels of the current metric, or null before the first sample.
  private @Nullable Labels groupLabels;

  private double groupTime = NO_TIME;

  /// The samples of the current metric, or null if there are none yet or each sample is a metric.
  private @Nullable SeriesBuilder series;

  /// The labels of the current metric and all earlier ones.
  private final Set<Labels> begun = new HashSet<>();

  OpenMetricsFamily(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /// The type as far as it is known.
  OpenMetricsType type() {
    return type == null ? OpenMetricsType.UNKNOWN : type;
  }

  boolean hasType() {
    return type != null;
  }

  void type(OpenMetricsType newType) {
    type = newType;
  }

  boolean hasHelp() {
    return help != null;
  }

  void help(String text) {
    help = text;
  }

  /// The unit: null if there is none yet, empty if an empty one was sent.
  @Nullable String unit() {
    return unit;
  }

  void unit(String text) {
    unit = text;
  }

  boolean hasSamples() {
    return groupLabels != null;
  }

  /// The part that a sample with this name is in the family; null if it does not belong to the
  /// family.
  @Nullable SamplePart part(String sampleName) {
    if (!sampleName.startsWith(name)) {
      return null;
    }
    for (SamplePart part : type().parts()) {
      String suffix = part.suffix();
      if (sampleName.length() == name.length() + suffix.length() && sampleName.endsWith(suffix)) {
        return part;
      }
    }
    return null;
  }

  /// Whether a sample belongs to the current metric. If not, that metric must be ended before the
  /// sample is added.
  ///
  /// @param labels without the bound
  /// @param time of the sample in seconds, or NaN
  boolean continues(Labels labels, double time) {
    return group(labels).equals(groupLabels) && !(time > groupTime);
  }

  /// Adds a sample; returns an error or null.
  ///
  /// @param labels without the bound
  /// @param time of the sample in seconds, or NaN
  @Nullable String add(Labels labels, double time, Sample sample) {
    Labels group = group(labels);
    String problem = group.equals(groupLabels) ? timeProblem(time) : begin(group);
    if (problem != null) {
      return problem;
    }
    groupTime = time;
    if (type().isSingle()) {
      metrics.add(single(labels, sample.value()));
      return null;
    }
    if (series == null) {
      series = newSeries();
    }
    return series.add(sample);
  }

  /// Ends the current metric; returns an error if it is incomplete, else null.
  @Nullable String end() {
    if (series == null || groupLabels == null) {
      return null;
    }
    String problem = series.problem();
    if (problem == null) {
      metrics.add(series.toMetric(groupLabels));
      if (series.isRepeated()) {
        // Duplicates in a push are refused later, by the check of all pushes.
        metrics.add(series.nothing(groupLabels));
      }
    }
    series = null;
    return problem;
  }

  boolean isEmpty() {
    return metrics.isEmpty();
  }

  /// The complete family.
  MetricFamily toFamily() {
    return new MetricFamily(
        type().storedName(name), nonEmpty(help), type().stored(), nonEmpty(unit), metrics);
  }

  /// The labels that identify the metric of a sample. Each line of an info family may be a metric.
  private Labels group(Labels labels) {
    return switch (type()) {
      case INFO -> Labels.EMPTY;
      case STATESET -> labels.without(name);
      case COUNTER, GAUGE, HISTOGRAM, GAUGEHISTOGRAM, SUMMARY, UNKNOWN -> labels;
    };
  }

  private @Nullable String begin(Labels group) {
    groupLabels = group;
    return begun.add(group) ? null : "the samples of a metric must be adjacent";
  }

  private @Nullable String timeProblem(double time) {
    if (Double.isNaN(time) != Double.isNaN(groupTime)) {
      return "either all samples of a metric have a timestamp or none";
    }
    return time < groupTime && type() != OpenMetricsType.INFO
        ? "the timestamps of a metric must not decrease"
        : null;
  }

  private SeriesBuilder newSeries() {
    return switch (type()) {
      case COUNTER -> new SeriesBuilder.Counter();
      case SUMMARY -> new SeriesBuilder.Summary();
      case HISTOGRAM, GAUGEHISTOGRAM -> new SeriesBuilder.Histogram();
      case GAUGE, STATESET, INFO, UNKNOWN ->
          throw new IllegalStateException("each sample is a metric: type=" + type());
    };
  }

  private Metric single(Labels labels, double value) {
    return switch (type()) {
      case UNKNOWN -> new Metric.Untyped(labels, value);
      case GAUGE, STATESET, INFO -> new Metric.Gauge(labels, value);
      case COUNTER, SUMMARY, HISTOGRAM, GAUGEHISTOGRAM ->
          throw new IllegalStateException("a metric has several samples: type=" + type());
    };
  }

  private static @Nullable String nonEmpty(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }
}
