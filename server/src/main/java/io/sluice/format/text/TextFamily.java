package io.sluice.format.text;

import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A metric family while its lines are parsed.
final class TextFamily {
  private final String name;
  private @Nullable String help;
  private @Nullable MetricType type;

  /// The metrics that consist of one line. Summaries and histograms are in `series` instead.
  private final List<Metric> metrics = new ArrayList<>();

  private final Map<Labels, TextSeries> series = new LinkedHashMap<>();

  /// The labels of the last line of a summary or histogram, and its series: the lines of a series
  /// are mostly adjacent.
  private @Nullable Labels lastLabels;

  private @Nullable TextSeries lastSeries;

  TextFamily(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  boolean hasHelp() {
    return help != null;
  }

  void help(String text) {
    help = text;
  }

  boolean hasType() {
    return type != null;
  }

  void type(MetricType newType) {
    type = newType;
  }

  /// Returns the type, which cannot change any more: a family without a TYPE line is untyped.
  MetricType settleType() {
    if (type == null) {
      type = MetricType.UNTYPED;
    }
    return type;
  }

  boolean isSummary() {
    return type == MetricType.SUMMARY;
  }

  boolean isHistogram() {
    return type == MetricType.HISTOGRAM || type == MetricType.GAUGE_HISTOGRAM;
  }

  /// The label that identifies the quantile or bucket of a line; null if there is none.
  @Nullable String boundName() {
    if (isSummary()) {
      return "quantile";
    }
    return isHistogram() ? "le" : null;
  }

  void add(Metric metric) {
    metrics.add(metric);
  }

  TextSeries.Summary summary(Labels labels) {
    return (TextSeries.Summary) series(labels);
  }

  TextSeries.Histogram histogram(Labels labels) {
    return (TextSeries.Histogram) series(labels);
  }

  List<Metric> metrics() {
    return series.isEmpty()
        ? metrics
        : series.entrySet().stream()
            .map(entry -> entry.getValue().toMetric(entry.getKey()))
            .toList();
  }

  boolean isEmpty() {
    return metrics.isEmpty() && series.isEmpty();
  }

  MetricFamily toFamily() {
    return new MetricFamily(name, help, settleType(), null, metrics());
  }

  private TextSeries series(Labels labels) {
    if (lastSeries == null || !labels.equals(lastLabels)) {
      lastSeries = series.computeIfAbsent(labels, _ -> newSeries());
      lastLabels = labels;
    }
    return lastSeries;
  }

  private TextSeries newSeries() {
    return isSummary() ? new TextSeries.Summary() : new TextSeries.Histogram();
  }
}
