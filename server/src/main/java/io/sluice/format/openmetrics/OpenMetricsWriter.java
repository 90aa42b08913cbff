package io.sluice.format.openmetrics;

import io.sluice.format.text.TextWriter;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.go.GoFloat;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.Names;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes OpenMetrics 1.0, without anything that Prometheus 2.42 or later rejects, because one
/// invalid line makes the whole scrape fail.
public final class OpenMetricsWriter {
  private static final double TWO_TO_64 = 0x1p64;
  private static final int NANO_DIGITS = 9;
  private static final long NANOS = 1_000_000_000;

  // The range of `google.protobuf.Timestamp`: the years 1 to 9999.
  private static final long MIN_SECONDS = -62_135_596_800L;
  private static final long MAX_SECONDS = 253_402_300_799L;

  private OpenMetricsWriter() {}

  /// Writes the lines before the samples of a family.
  public static void header(
      ByteArrayBuilder out, OpenMetricsStyle style, @Nullable String help, @Nullable String unit) {
    if (help != null) {
      startMetadata(out, "HELP", style);
      TextWriter.appendEscaped(out, help, true);
      out.append('\n');
    }
    startMetadata(out, "TYPE", style);
    out.appendAscii(style.shape().type()).append('\n');
    if (unit != null && isUnitOf(style.name(), unit)) {
      startMetadata(out, "UNIT", style);
      out.appendAscii(unit).append('\n');
    }
  }

  /// Writes the samples of one metric.
  ///
  /// @throws IllegalArgumentException if the metric does not have this shape
  public static void samples(ByteArrayBuilder out, OpenMetricsStyle style, Metric metric) {
    var lines = new MetricLines(out, style, metric.labels());
    switch (style.shape()) {
      case COUNTER -> addCounter(lines, metric);
      case GAUGE, UNKNOWN -> lines.add("", single(metric));
      case SUMMARY -> addSummary(lines, metric);
      case HISTOGRAM -> addHistogram(lines, histogram(metric));
      case GAUGE_HISTOGRAM -> addGaugeHistogram(lines, histogram(metric));
      case BUCKETS -> addFloatBuckets(lines, histogram(metric));
      case SUMS -> lines.add("", orZero(histogram(metric).sampleSum()));
      case COUNTS -> lines.add("", count(histogram(metric)));
    }
  }

  /// Converts lines of the text format 0.0.4 with single values. The names are the same; only the
  /// values differ.
  public static void textSamples(ByteArrayBuilder out, byte[] text, int from, int to) {
    int start = from;
    while (start < to) {
      int end = start;
      boolean isWhole = true;
      // The value follows the last space of the line. These characters show whether it needs a
      // point.
      for (; text[end] != '\n'; end++) {
        switch (text[end]) {
          case ' ' -> isWhole = true;
          case '.', 'e', 'I', 'N' -> isWhole = false;
          default -> {}
        }
      }
      out.append(text, start, end - start);
      out.appendAscii(isWhole ? ".0\n" : "\n");
      start = end + 1;
    }
  }

  /// Writes the end marker, which shows that the exposition was not truncated.
  public static void end(ByteArrayBuilder out) {
    out.appendAscii("# EOF\n");
  }

  /// Whether all counts of histograms among `metrics` are 64-bit integers, as OpenMetrics 1.0
  /// requires.
  public static boolean haveWholeCounts(List<Metric> metrics) {
    return metrics.stream()
        .allMatch(
            metric -> !(metric instanceof Metric.Histogram histogram) || hasWholeCounts(histogram));
  }

  private static boolean hasWholeCounts(Metric.Histogram histogram) {
    return isWhole(histogram.sampleCountFloat())
        && histogram.buckets().stream().allMatch(bucket -> isWhole(bucket.cumulativeCountFloat()));
  }

  private static boolean isWhole(@Nullable Double count) {
    return count == null || (count == Math.rint(count) && count >= 0 && count < TWO_TO_64);
  }

  private static void startMetadata(ByteArrayBuilder out, String keyword, OpenMetricsStyle style) {
    out.appendAscii("# ").appendAscii(keyword).append(' ');
    TextWriter.appendMetricName(out, style.name());
    out.append(' ');
  }

  private static boolean isUnitOf(String name, String unit) {
    return !unit.isEmpty() && Names.isLegacyMetricName("_" + unit) && name.endsWith("_" + unit);
  }

  private static void addCounter(MetricLines lines, Metric metric) {
    if (!(metric instanceof Metric.Counter counter)) {
      throw wrongShape(metric);
    }
    lines.add("_total", counter.value(), counter.exemplar());
    lines.addCreated(counter.created());
  }

  private static double single(Metric metric) {
    return switch (metric) {
      case Metric.Counter counter -> counter.value();
      case Metric.Gauge gauge -> gauge.value();
      case Metric.Untyped untyped -> untyped.value();
      case Metric.Summary _, Metric.Histogram _, Metric.Valueless _ -> throw wrongShape(metric);
    };
  }

  private static void addSummary(MetricLines lines, Metric metric) {
    if (!(metric instanceof Metric.Summary summary)) {
      throw wrongShape(metric);
    }
    for (Metric.Quantile quantile : summary.quantiles()) {
      lines.addBounded("", "quantile", quantile.quantile(), quantile.value());
    }
    lines.add("_sum", orZero(summary.sampleSum()));
    lines.addCount("_count", orZero(summary.sampleCount()));
    lines.addCreated(summary.created());
  }

  private static void addHistogram(MetricLines lines, Metric.Histogram histogram) {
    addBuckets(lines, histogram);
    lines.add("_sum", orZero(histogram.sampleSum()));
    lines.addCount("_count", wholeCount(histogram));
    lines.addCreated(histogram.created());
  }

  private static void addGaugeHistogram(MetricLines lines, Metric.Histogram histogram) {
    addBuckets(lines, histogram);
    lines.add("_gsum", orZero(histogram.sampleSum()));
    lines.addCount("_gcount", wholeCount(histogram));
  }

  private static void addBuckets(MetricLines lines, Metric.Histogram histogram) {
    for (Metric.Bucket bucket : histogram.buckets()) {
      lines.addBucket(bucket.upperBound(), wholeCount(bucket), bucket.exemplar());
    }
    if (lacksInfinite(histogram)) {
      lines.addBucket(Double.POSITIVE_INFINITY, wholeCount(histogram), null);
    }
  }

  private static void addFloatBuckets(MetricLines lines, Metric.Histogram histogram) {
    for (Metric.Bucket bucket : histogram.buckets()) {
      lines.addBounded("", "le", bucket.upperBound(), count(bucket));
    }
    if (lacksInfinite(histogram)) {
      lines.addBounded("", "le", Double.POSITIVE_INFINITY, count(histogram));
    }
  }

  private static boolean lacksInfinite(Metric.Histogram histogram) {
    return histogram.buckets().stream()
        .noneMatch(bucket -> bucket.upperBound() == Double.POSITIVE_INFINITY);
  }

  private static Metric.Histogram histogram(Metric metric) {
    if (!(metric instanceof Metric.Histogram histogram)) {
      throw wrongShape(metric);
    }
    return histogram;
  }

  private static IllegalArgumentException wrongShape(Metric metric) {
    return new IllegalArgumentException("a metric of another type: " + metric.getClass());
  }

  /// A float count is used if it is not 0.
  private static boolean isFloat(@Nullable Double count) {
    return count != null && count != 0;
  }

  private static double count(Metric.Histogram histogram) {
    Double count = histogram.sampleCountFloat();
    return count != null && isFloat(count)
        ? count
        : GoFloat.fromUnsigned(orZero(histogram.sampleCount()));
  }

  private static double count(Metric.Bucket bucket) {
    Double count = bucket.cumulativeCountFloat();
    return count != null && isFloat(count)
        ? count
        : GoFloat.fromUnsigned(orZero(bucket.cumulativeCount()));
  }

  private static long wholeCount(Metric.Histogram histogram) {
    return isFloat(histogram.sampleCountFloat())
        ? GoFloat.toUnsigned(count(histogram))
        : orZero(histogram.sampleCount());
  }

  private static long wholeCount(Metric.Bucket bucket) {
    return isFloat(bucket.cumulativeCountFloat())
        ? GoFloat.toUnsigned(count(bucket))
        : orZero(bucket.cumulativeCount());
  }

  private static long orZero(@Nullable Long count) {
    return count == null ? 0 : count;
  }

  private static double orZero(@Nullable Double value) {
    return value == null ? 0 : value;
  }

  /// Appends the shortest form, with `.0` if it has neither a point nor an exponent.
  private static void appendValue(ByteArrayBuilder out, double value) {
    if (value == 0) {
      out.appendAscii(1 / value < 0 ? "-0.0" : "0.0");
      return;
    }
    int from = out.length();
    GoFloat.append(out, value);
    if (isDigits(out, from)) {
      out.appendAscii(".0");
    }
  }

  private static boolean isDigits(ByteArrayBuilder out, int from) {
    for (int i = from; i < out.length(); i++) {
      byte b = out.array()[i];
      if (b != '-' && (b < '0' || b > '9')) {
        return false;
      }
    }
    return true;
  }

  /// The time in seconds, without an exponent; null if its year is not from 1 to 9999.
  private static @Nullable String time(Metric.Timestamp time) {
    long seconds = time.seconds() + Math.floorDiv(time.nanos(), NANOS);
    if (time.seconds() < MIN_SECONDS || time.seconds() > MAX_SECONDS) {
      return null;
    }
    return BigDecimal.valueOf(seconds)
        .add(BigDecimal.valueOf(Math.floorMod(time.nanos(), NANOS), NANO_DIGITS))
        .stripTrailingZeros()
        .toPlainString();
  }

  /// The lines of one metric.
  private static final class MetricLines {
    private final ByteArrayBuilder out;
    private final OpenMetricsStyle style;
    private final Labels labels;
    private final boolean isNameInBraces;

    /// The offset in `out` where the labels were first written.
    private int labelsOffset;

    private int labelsLength = -1;

    MetricLines(ByteArrayBuilder out, OpenMetricsStyle style, Labels labels) {
      this.out = out;
      this.style = style;
      this.labels = labels;
      this.isNameInBraces = !Names.isLegacyMetricName(style.name());
    }

    void add(String suffix, double value) {
      add(suffix, value, null);
    }

    void add(String suffix, double value, Metric.@Nullable Exemplar exemplar) {
      startLine(suffix);
      endLabels();
      appendValue(out, value);
      endLine(exemplar);
    }

    void addCount(String suffix, long count) {
      startLine(suffix);
      endLabels();
      out.appendAscii(Long.toUnsignedString(count));
      endLine(null);
    }

    void addCreated(Metric.@Nullable Timestamp created) {
      String time = created == null || !style.hasCreated() ? null : time(created);
      if (time != null) {
        startLine("_created");
        endLabels();
        out.appendAscii(time);
        endLine(null);
      }
    }

    void addBounded(String suffix, String boundName, double bound, double value) {
      startLine(suffix);
      addBound(boundName, bound);
      appendValue(out, value);
      endLine(null);
    }

    void addBucket(double bound, long count, Metric.@Nullable Exemplar exemplar) {
      startLine("_bucket");
      addBound("le", bound);
      out.appendAscii(Long.toUnsignedString(count));
      endLine(exemplar);
    }

    /// Writes the name and the labels, without the closing brace.
    private void startLine(String suffix) {
      if (isNameInBraces) {
        out.append('{');
        TextWriter.appendQuoted(out, style.name() + suffix);
      } else {
        out.appendAscii(style.name()).appendAscii(suffix);
      }
      if (labels.size() > 0) {
        out.append(isNameInBraces ? ',' : '{');
        addLabels();
      }
    }

    private void endLabels() {
      out.appendAscii(isNameInBraces || labels.size() > 0 ? "} " : " ");
    }

    private void addBound(String name, double bound) {
      out.append(isNameInBraces || labels.size() > 0 ? ',' : '{');
      out.appendAscii(name).appendAscii("=\"");
      appendValue(out, bound);
      out.appendAscii("\"} ");
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
        TextWriter.appendLabelName(out, style.escaping().escapeLabelName(labels.name(i)));
        out.append('=');
        TextWriter.appendQuoted(out, labels.value(i));
      }
      labelsLength = out.length() - labelsOffset;
    }

    private void endLine(Metric.@Nullable Exemplar exemplar) {
      if (exemplar != null && ExemplarLabels.isShown(exemplar.labels())) {
        addExemplar(exemplar);
      }
      out.append('\n');
    }

    private void addExemplar(Metric.Exemplar exemplar) {
      out.appendAscii(" # {");
      Labels shown = exemplar.labels();
      for (int i = 0; i < shown.size(); i++) {
        if (i > 0) {
          out.append(',');
        }
        out.appendAscii(shown.name(i)).append('=');
        TextWriter.appendQuoted(out, shown.value(i));
      }
      out.appendAscii("} ");
      appendValue(out, exemplar.value());
      String time = exemplar.timestamp() == null ? null : time(exemplar.timestamp());
      if (time != null) {
        out.append(' ').appendAscii(time);
      }
    }
  }
}
