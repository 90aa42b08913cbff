package io.sluice.store;

import io.sluice.format.GoQuote;
import io.sluice.format.ProtobufWriter;
import io.sluice.model.Metric;
import io.sluice.model.MetricType;

/// The words for what is wrong with a metric or a family, which are the Pushgateway's where it has
/// some.
final class Clash {
  private Clash() {}

  static String notOfType(String family, Metric metric, MetricType type, MetricType expected) {
    return collected(family, metric, type) + "is not a " + expected;
  }

  static String duplicateSeries(String family, Metric metric, MetricType type) {
    return collected(family, metric, type)
        + "was collected before with the same name and label values";
  }

  static String tooManyKinds(String family, Metric metric, MetricType type, String job) {
    return collected(family, metric, type)
        + """
        has the label names of more than %d kinds of grouping keys within job %s, or of parts of \
        too many, so that it cannot be looked for in all of them. Use fewer different sets of \
        label names in the grouping keys of the job, or other label names in bodies"""
            .formatted(Shapes.MOST_FOUND, GoQuote.quote(job));
  }

  static String tooMuchHeld(String family, String job) {
    return """
        metric family %s cannot be looked through for duplicates: groups of job %s whose grouping \
        keys have other label names hold more than %d bytes of the families of this push. Use the \
        same label names in all grouping keys of the job"""
        .formatted(GoQuote.quote(family), GoQuote.quote(job), ConsistencyCheck.MOST_HELD_BYTES);
  }

  /// `collected metric "n" { label:{...} } `, to be followed by what is wrong with it.
  static String collected(String family, Metric metric, MetricType type) {
    return "collected metric %s { %s} "
        .formatted(GoQuote.quote(family), ProtobufWriter.metricText(metric, type));
  }

  static String ownType(String family, MetricType type, MetricType expected) {
    return "gathered metric family %s has type %s but should have %s"
        .formatted(family, type, expected);
  }

  static String suffixOfSummary(String family, String summary) {
    return "collected metric named %s collides with previously collected summary named %s"
        .formatted(GoQuote.quote(family), GoQuote.quote(summary));
  }

  static String suffixOfHistogram(String family, String histogram) {
    return "collected metric named %s collides with previously collected histogram named %s"
        .formatted(GoQuote.quote(family), GoQuote.quote(histogram));
  }

  static String countOrSumTaken(String family, String taken) {
    return "collected histogram or summary named %s collides with previously collected metric named %s"
        .formatted(GoQuote.quote(family), GoQuote.quote(taken));
  }

  static String bucketTaken(String family, String taken) {
    return "collected histogram named %s collides with previously collected metric named %s"
        .formatted(GoQuote.quote(family), GoQuote.quote(taken));
  }
}
