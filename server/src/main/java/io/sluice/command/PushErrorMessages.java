package io.sluice.command;

import io.sluice.format.protobuf.ProtobufWriter;
import io.sluice.go.GoQuote;
import io.sluice.model.Metric;
import io.sluice.model.MetricType;

/// The error messages for metrics and families, which are those of the Pushgateway if it has them.
public final class PushErrorMessages {
  private PushErrorMessages() {}

  public static String notOfType(
      String family, Metric metric, MetricType type, MetricType expected) {
    return collected(family, metric, type) + "is not a " + expected;
  }

  public static String duplicateSeries(String family, Metric metric, MetricType type) {
    return collected(family, metric, type)
        + "was collected before with the same name and label values";
  }

  public static String tooManyKinds(
      String family, Metric metric, MetricType type, String job, int maxKinds) {
    return collected(family, metric, type)
        + """
        has the label names of more than %d kinds of grouping keys within job %s, or of parts of \
        too many, so that it cannot be looked for in all of them. Use fewer different sets of \
        label names in the grouping keys of the job, or other label names in bodies"""
            .formatted(maxKinds, GoQuote.quote(job));
  }

  public static String tooManyBytes(String family, String job, long maxBytes) {
    return """
        metric family %s cannot be checked for duplicates: groups of job %s whose grouping \
        keys have other label names hold more than %d bytes of the families of this push. Use the \
        same label names in all grouping keys of the job"""
        .formatted(GoQuote.quote(family), GoQuote.quote(job), maxBytes);
  }

  /// The prefix `collected metric "n" { label:{...} } ` of a message.
  static String collected(String family, Metric metric, MetricType type) {
    return "collected metric %s { %s} "
        .formatted(GoQuote.quote(family), ProtobufWriter.metricText(metric, type));
  }

  public static String ownType(String family, MetricType type, MetricType expected) {
    return "gathered metric family %s has type %s but should have %s"
        .formatted(family, type, expected);
  }

  public static String suffixOfSummary(String family, String summary) {
    return "collected metric named %s collides with previously collected summary named %s"
        .formatted(GoQuote.quote(family), GoQuote.quote(summary));
  }

  public static String suffixOfHistogram(String family, String histogram) {
    return "collected metric named %s collides with previously collected histogram named %s"
        .formatted(GoQuote.quote(family), GoQuote.quote(histogram));
  }

  public static String countOrSumTaken(String family, String taken) {
    return "collected histogram or summary named %s collides with previously collected metric named %s"
        .formatted(GoQuote.quote(family), GoQuote.quote(taken));
  }

  public static String bucketTaken(String family, String taken) {
    return "collected histogram named %s collides with previously collected metric named %s"
        .formatted(GoQuote.quote(family), GoQuote.quote(taken));
  }
}
