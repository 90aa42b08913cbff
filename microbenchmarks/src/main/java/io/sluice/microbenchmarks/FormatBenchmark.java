package io.sluice.microbenchmarks;

import io.sluice.format.CounterBodies;
import io.sluice.format.EscapingScheme;
import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.format.ParsedBody;
import io.sluice.format.openmetrics.OpenMetricsParser;
import io.sluice.format.openmetrics.OpenMetricsStyle;
import io.sluice.format.openmetrics.OpenMetricsWriter;
import io.sluice.format.otlp.OtlpDestination;
import io.sluice.format.otlp.OtlpEncoding;
import io.sluice.format.otlp.OtlpRequest;
import io.sluice.format.otlp.OtlpSettings;
import io.sluice.format.otlp.OtlpTranslation;
import io.sluice.format.protobuf.ProtobufParser;
import io.sluice.format.text.TextParser;
import io.sluice.format.text.TextWriter;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.model.GroupingKey;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.model.Names;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

/// Reading and writing one body of ten families.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FormatBenchmark {
  /// The number of series in each of the ten families.
  @Param({"1", "100"})
  public int seriesPerFamily;

  private byte[] text = {};
  private byte[] openMetrics = {};
  private byte[] protobuf = {};
  private byte[] otlp = {};
  private byte[] otlpJson = {};
  private ParsedBody parsed = new ParsedBody(List.of(), false);
  private final ByteArrayBuilder out = new ByteArrayBuilder();

  /// Creates the bodies.
  @Setup
  public void setUp() throws ParseException {
    text = Pushes.text(seriesPerFamily);
    openMetrics = CounterBodies.openMetrics(text);
    protobuf = CounterBodies.protobuf(text);
    otlp = CounterBodies.otlp(text);
    otlpJson = CounterBodies.otlpJson(text);
    parsed = Pushes.parsed(text);
  }

  /// Text to objects.
  @Benchmark
  public ParsedBody parseText() throws ParseException {
    return TextParser.parse(text, Names.UTF8);
  }

  /// OpenMetrics to objects.
  @Benchmark
  public ParsedBody parseOpenMetrics() throws ParseException {
    return OpenMetricsParser.parse(openMetrics, Names.UTF8, ParseLimits.NONE);
  }

  /// Protobuf to objects.
  @Benchmark
  public ParsedBody parseProtobuf() throws ParseException {
    return ProtobufParser.parse(protobuf);
  }

  /// An OTLP request in protobuf to objects, translated.
  @Benchmark
  public OtlpTranslation parseOtlp() throws ParseException {
    return translated(OtlpEncoding.PROTOBUF.read(otlp, ParseLimits.NONE));
  }

  /// An OTLP request in JSON to objects, translated.
  @Benchmark
  public OtlpTranslation parseOtlpJson() throws ParseException {
    return translated(OtlpEncoding.JSON.read(otlpJson, ParseLimits.NONE));
  }

  private static OtlpTranslation translated(OtlpRequest request) throws ParseException {
    return OtlpTranslation.of(request, OtlpSettings.USUAL, ParseLimits.NONE, Replacing::new);
  }

  /// A group whose pushes replace.
  private record Replacing(GroupingKey key) implements OtlpDestination {
    @Override
    public boolean isAdding() {
      return false;
    }

    @Override
    public boolean isReserved(String family) {
      return false;
    }

    @Override
    public @Nullable String problem(String family, MetricType type, Metric metric) {
      return null;
    }
  }

  /// Objects to text.
  @Benchmark
  public int writeText() {
    out.clear();
    for (MetricFamily family : parsed.families()) {
      TextWriter.header(
          out, family.name(), family.help(), family.type(), EscapingScheme.ALLOW_UTF8);
      for (Metric metric : family.metrics()) {
        TextWriter.samples(out, family.name(), family.type(), metric, EscapingScheme.ALLOW_UTF8);
      }
    }
    return out.length();
  }

  /// Objects to OpenMetrics.
  @Benchmark
  public int writeOpenMetrics() {
    out.clear();
    for (MetricFamily family : parsed.families()) {
      OpenMetricsStyle style = CounterBodies.style(family);
      OpenMetricsWriter.header(out, style, family.help(), family.unit());
      for (Metric metric : family.metrics()) {
        OpenMetricsWriter.samples(out, style, metric);
      }
    }
    return out.length();
  }
}
