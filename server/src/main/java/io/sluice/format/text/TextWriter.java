package io.sluice.format.text;

import io.sluice.format.EscapingScheme;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.go.GoFloat;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.model.Names;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes the text format, version 0.0.4.
///
/// A metric name that is not a legacy name is quoted and moved into the braces:
/// `{"my.name",label="value"} 1`; such a label name is quoted in place. With an escaping scheme
/// other than [EscapingScheme#ALLOW_UTF8] there are no such names.
public final class TextWriter {
  private TextWriter() {}

  /// Writes the `# HELP` line, if there is a help text, and the `# TYPE` line.
  public static void header(
      ByteArrayBuilder out,
      String name,
      @Nullable String help,
      MetricType type,
      EscapingScheme escaping) {
    String escapedName = escaping.escapeMetricName(name);
    if (help != null) {
      out.appendAscii("# HELP ");
      appendMetricName(out, escapedName);
      out.append(' ');
      appendEscaped(out, help, false);
      out.append('\n');
    }
    out.appendAscii("# TYPE ");
    appendMetricName(out, escapedName);
    out.append(' ').appendAscii(typeName(type)).append('\n');
  }

  /// Writes the sample lines of the metrics of one family.
  ///
  /// @throws IllegalArgumentException if a metric has no value; such metrics are never stored
  public static void samples(
      ByteArrayBuilder out,
      String familyName,
      MetricType type,
      List<Metric> metrics,
      EscapingScheme escaping) {
    var lines = new MetricLines(out, familyName, escaping);
    for (Metric metric : metrics) {
      lines.begin(metric.labels());
      samples(lines, familyName, type, metric);
    }
  }

  /// Writes the sample lines of one metric.
  ///
  /// @throws IllegalArgumentException if the metric has no value; such metrics are never stored
  public static void samples(
      ByteArrayBuilder out,
      String familyName,
      MetricType type,
      Metric metric,
      EscapingScheme escaping) {
    samples(out, familyName, type, List.of(metric), escaping);
  }

  private static void samples(
      MetricLines lines, String familyName, MetricType type, Metric metric) {
    switch (metric) {
      case Metric.Counter counter -> lines.add("", counter.value());
      case Metric.Gauge gauge -> lines.add("", gauge.value());
      case Metric.Untyped untyped -> lines.add("", untyped.value());
      case Metric.Summary summary -> addSummary(lines, summary);
      case Metric.Histogram histogram -> addHistogram(lines, histogram);
      case Metric.Valueless _ ->
          throw new IllegalArgumentException(
              "a metric without a value: family=" + familyName + " type=" + type);
    }
  }

  /// Whether all label names are legacy names, and so are written without quotes.
  public static boolean hasLegacyNames(Labels labels) {
    for (int i = 0; i < labels.size(); i++) {
      if (!Names.isLegacyLabelName(labels.name(i))) {
        return false;
      }
    }
    return true;
  }

  /// Whether [TextParser#parseSamples] restores an equal list of metrics, with the same bits of
  /// each number, from the samples of `family` written with [EscapingScheme#ALLOW_UTF8].
  ///
  /// It only examines the family, so it may return false for a family that could be restored. The
  /// text format cannot represent native histograms, exemplars, created times, units and some
  /// special numbers.
  public static boolean isLossless(MetricFamily family) {
    return TextRoundTrip.isLossless(family);
  }

  /// The bytes that each sample line of a series with this label contains. The label's name must be
  /// a legacy name.
  public static byte[] label(String name, String value) {
    var out = new ByteArrayBuilder(name.length() + value.length() + 3);
    appendLabelName(out, name);
    out.append('=');
    appendQuoted(out, value);
    return out.toByteArray();
  }

  public static void appendMetricName(ByteArrayBuilder out, String name) {
    if (Names.isLegacyMetricName(name)) {
      out.appendAscii(name);
    } else {
      appendQuoted(out, name);
    }
  }

  public static void appendLabelName(ByteArrayBuilder out, String name) {
    if (Names.isLegacyLabelName(name)) {
      out.appendAscii(name);
    } else {
      appendQuoted(out, name);
    }
  }

  public static void appendQuoted(ByteArrayBuilder out, String text) {
    out.append('"');
    appendEscaped(out, text, true);
    out.append('"');
  }

  private static void addSummary(MetricLines lines, Metric.Summary summary) {
    for (Metric.Quantile quantile : summary.quantiles()) {
      lines.add("", "quantile", quantile.quantile(), quantile.value());
    }
    lines.add("_sum", orZero(summary.sampleSum()));
    lines.add("_count", unsigned(summary.sampleCount()));
  }

  private static void addHistogram(MetricLines lines, Metric.Histogram histogram) {
    double count = count(histogram.sampleCountFloat(), histogram.sampleCount());
    boolean hasInfinite = false;
    for (Metric.Bucket bucket : histogram.buckets()) {
      lines.add(
          "_bucket",
          "le",
          bucket.upperBound(),
          count(bucket.cumulativeCountFloat(), bucket.cumulativeCount()));
      hasInfinite |= bucket.upperBound() == Double.POSITIVE_INFINITY;
    }
    if (!hasInfinite) {
      lines.add("_bucket", "le", Double.POSITIVE_INFINITY, count);
    }
    lines.add("_sum", orZero(histogram.sampleSum()));
    lines.add("_count", count);
  }

  private static String typeName(MetricType type) {
    return switch (type) {
      case COUNTER -> "counter";
      case GAUGE -> "gauge";
      case SUMMARY -> "summary";
      case UNTYPED -> "untyped";
      case HISTOGRAM, GAUGE_HISTOGRAM -> "histogram";
    };
  }

  public static void appendEscaped(ByteArrayBuilder out, String text, boolean inQuotes) {
    int written = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' || c == '\n' || (c == '"' && inQuotes)) {
        out.appendUtf8(text, written, i).append('\\').append(c == '\n' ? 'n' : c);
        written = i + 1;
      }
    }
    out.appendUtf8(text, written, text.length());
  }

  private static double count(@Nullable Double asFloat, @Nullable Long asInteger) {
    return asFloat != null && asFloat != 0 ? asFloat : unsigned(asInteger);
  }

  private static double orZero(@Nullable Double value) {
    return value == null ? 0 : value;
  }

  private static double unsigned(@Nullable Long value) {
    return value == null ? 0 : GoFloat.fromUnsigned(value);
  }

  /// Writes the lines of the metrics of a family.
  // The labels of a metric are rendered for its first line, and copied from there for its other
  // lines.
  private static final class MetricLines {
    private final ByteArrayBuilder out;
    private final String name;
    private final boolean nameInBraces;
    private final EscapingScheme escaping;

    private Labels labels = Labels.EMPTY;
    private boolean hasLegacyNames = true;
    private int labelsOffset;
    private int labelsLength = -1;

    MetricLines(ByteArrayBuilder out, String familyName, EscapingScheme escaping) {
      this.out = out;
      this.name = escaping.escapeMetricName(familyName);
      this.nameInBraces = !Names.isLegacyMetricName(name);
      this.escaping = escaping;
    }

    /// Starts a metric.
    void begin(Labels ofMetric) {
      if (!ofMetric.sharesNames(labels)) {
        hasLegacyNames = hasLegacyNames(ofMetric);
      }
      labels = ofMetric;
      labelsLength = -1;
    }

    void add(String suffix, double value) {
      addName(suffix);
      if (labels.size() > 0) {
        out.append(nameInBraces ? ',' : '{');
        addLabels();
        out.append('}');
      } else if (nameInBraces) {
        out.append('}');
      }
      addValue(value);
    }

    void add(String suffix, String extraName, double extraValue, double value) {
      addName(suffix);
      out.append(nameInBraces ? ',' : '{');
      if (labels.size() > 0) {
        addLabels();
        out.append(',');
      }
      out.appendAscii(extraName).appendAscii("=\"");
      GoFloat.append(out, extraValue);
      out.appendAscii("\"}");
      addValue(value);
    }

    private void addName(String suffix) {
      if (nameInBraces) {
        out.append('{');
        appendQuoted(out, name + suffix);
      } else {
        out.appendAscii(name).appendAscii(suffix);
      }
    }

    private void addLabels() {
      if (labelsLength >= 0) {
        out.append(out.array(), labelsOffset, labelsLength);
        return;
      }
      labelsOffset = out.length();
      for (int i = 0; i < labels.size(); i++) {
        if (i > 0) {
          out.append(',');
        }
        if (hasLegacyNames) {
          out.appendAscii(labels.name(i));
        } else {
          appendLabelName(out, escaping.escapeLabelName(labels.name(i)));
        }
        out.append('=');
        appendQuoted(out, labels.value(i));
      }
      labelsLength = out.length() - labelsOffset;
    }

    private void addValue(double value) {
      out.append(' ');
      GoFloat.append(out, value);
      out.append('\n');
    }
  }
}
