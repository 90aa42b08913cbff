package io.sluice.microbenchmarks;

import io.sluice.format.EscapingScheme;
import io.sluice.format.ParseException;
import io.sluice.format.text.TextParser;
import io.sluice.format.text.TextWriter;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.merge.FamilyMerge;
import io.sluice.merge.MergeException;
import io.sluice.merge.MergeOptions;
import io.sluice.merge.TextMerge;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.model.Names;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Adding a pushed family to a stored one, both in their stored form: the additional cost of an
/// aggregating push compared to a replacing one, for each of its families.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class MergeBenchmark {
  private static final byte[] NO_MEMORY = {};

  /// The type of the family.
  public enum Kind {
    /// One line per series.
    COUNTER,
    /// Fourteen lines per series.
    HISTOGRAM
  }

  @Param public Kind kind = Kind.COUNTER;

  /// The number of series in the family.
  @Param({"1", "10", "100"})
  public int series;

  private MetricFamily family = new MetricFamily("none", null, MetricType.UNTYPED, null, List.of());
  private byte[] held = {};
  private byte[] pushed = {};

  /// Creates the families.
  @Setup
  public void setUp() throws ParseException {
    family = TextParser.parse(text(), Names.UTF8).families().getFirst();
    held = lines(family);
    pushed = lines(family);
  }

  /// On the lines, without converting them to objects.
  @Benchmark
  public byte[] lineByLine() {
    byte[] merged =
        TextMerge.merge(family.name(), family.type(), held, NO_MEMORY, pushed, MergeOptions.USUAL);
    if (merged == null) {
      throw new IllegalStateException("not merged as text");
    }
    return merged;
  }

  /// With objects: both are read, added and written.
  @Benchmark
  public byte[] objects() throws MergeException {
    FamilyMerge.Merged merged =
        FamilyMerge.merge(read(held), NO_MEMORY, read(pushed), MergeOptions.USUAL, 0);
    return lines(merged.family());
  }

  private byte[] text() {
    var text = new StringBuilder();
    text.append("# TYPE m ").append(kind == Kind.COUNTER ? "counter" : "histogram").append('\n');
    for (int i = 0; i < series; i++) {
      String labels = "instance=\"\",job=\"bench\",shard=\"s-" + i + '"';
      if (kind == Kind.COUNTER) {
        text.append("m{%s} %d\n".formatted(labels, 1_000_003 * (i + 1) % 999_983));
      } else {
        appendHistogram(text, labels);
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void appendHistogram(StringBuilder text, String labels) {
    int count = 0;
    for (String bound :
        List.of("0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10")) {
      count += 17;
      text.append("m_bucket{%s,le=\"%s\"} %d\n".formatted(labels, bound, count));
    }
    text.append("m_bucket{%s,le=\"+Inf\"} %d\n".formatted(labels, count));
    text.append("m_sum{%s} 123.456\nm_count{%s} %d\n".formatted(labels, labels, count));
  }

  private MetricFamily read(byte[] lines) {
    return new MetricFamily(
        family.name(),
        null,
        family.type(),
        null,
        TextParser.parseSamples(family.name(), family.type(), lines));
  }

  private static byte[] lines(MetricFamily family) {
    var out = new ByteArrayBuilder();
    for (Metric metric : family.metrics()) {
      TextWriter.samples(out, family.name(), family.type(), metric, EscapingScheme.ALLOW_UTF8);
    }
    return out.toByteArray();
  }
}
