package io.sluice.format;

import io.sluice.format.openmetrics.OpenMetricsShape;
import io.sluice.format.openmetrics.OpenMetricsStyle;
import io.sluice.format.openmetrics.OpenMetricsWriter;
import io.sluice.format.otlp.proto.AggregationTemporality;
import io.sluice.format.otlp.proto.AnyValue;
import io.sluice.format.otlp.proto.ExportMetricsServiceRequest;
import io.sluice.format.otlp.proto.KeyValue;
import io.sluice.format.otlp.proto.NumberDataPoint;
import io.sluice.format.otlp.proto.Resource;
import io.sluice.format.otlp.proto.ResourceMetrics;
import io.sluice.format.otlp.proto.ScopeMetrics;
import io.sluice.format.otlp.proto.Sum;
import io.sluice.format.protobuf.ProtobufWriter;
import io.sluice.format.text.TextParser;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.Names;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;

/// Converts a body in the text format to the other formats, for measurements in other modules. All
/// families must be counters with names that end with `_total`.
public final class CounterBodies {
  private static final long TIME_NANOS = 1_700_000_000_000_000_000L;

  private CounterBodies() {}

  /// The body in OpenMetrics.
  public static byte[] openMetrics(byte[] text) throws ParseException {
    var out = new ByteArrayBuilder();
    for (MetricFamily family : families(text)) {
      OpenMetricsStyle style = style(family);
      OpenMetricsWriter.header(out, style, family.help(), family.unit());
      family.metrics().forEach(metric -> OpenMetricsWriter.samples(out, style, metric));
    }
    OpenMetricsWriter.end(out);
    return out.toByteArray();
  }

  /// One of the counters as exposed in OpenMetrics.
  public static OpenMetricsStyle style(MetricFamily counter) {
    String name = counter.name().substring(0, counter.name().length() - "_total".length());
    return new OpenMetricsStyle(name, OpenMetricsShape.COUNTER, true, EscapingScheme.ALLOW_UTF8);
  }

  /// The body in the protobuf format.
  public static byte[] protobuf(byte[] text) throws ParseException {
    var out = new ByteArrayBuilder();
    for (MetricFamily family : families(text)) {
      ProtobufWriter.delimited(out, family, EscapingScheme.ALLOW_UTF8);
    }
    return out.toByteArray();
  }

  /// The body as an OTLP request, with a resource for the group.
  public static byte[] otlp(byte[] text) throws ParseException {
    var metrics = ScopeMetrics.newBuilder();
    for (MetricFamily family : families(text)) {
      Sum.Builder sum =
          Sum.newBuilder()
              .setIsMonotonic(true)
              .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
      for (Metric metric : family.metrics()) {
        sum.addDataPoints(point(metric));
      }
      metrics.addMetrics(
          io.sluice.format.otlp.proto.Metric.newBuilder().setName(family.name()).setSum(sum));
    }
    var resource = Resource.newBuilder().addAttributes(attribute("service.name", "bench"));
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder().setResource(resource).addScopeMetrics(metrics))
        .build()
        .toByteArray();
  }

  private static NumberDataPoint point(Metric metric) {
    var point =
        NumberDataPoint.newBuilder()
            .setTimeUnixNano(TIME_NANOS)
            .setAsDouble(((Metric.Counter) metric).value());
    for (int i = 0; i < metric.labels().size(); i++) {
      point.addAttributes(attribute(metric.labels().name(i), metric.labels().value(i)));
    }
    return point.build();
  }

  private static KeyValue attribute(String name, String value) {
    return KeyValue.newBuilder()
        .setKey(name)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  /// The same request in JSON, for names and values that JSON need not escape.
  public static byte[] otlpJson(byte[] text) throws ParseException {
    var body = new StringBuilder("{\"resourceMetrics\":[{\"resource\":{\"attributes\":[");
    body.append("{\"key\":\"service.name\",\"value\":{\"stringValue\":\"bench\"}}]},");
    body.append("\"scopeMetrics\":[{\"metrics\":[");
    String metricSeparator = "";
    for (MetricFamily family : families(text)) {
      body.append(metricSeparator).append("{\"name\":\"").append(family.name());
      body.append("\",\"sum\":{\"aggregationTemporality\":2,\"isMonotonic\":true,\"dataPoints\":[");
      String separator = "";
      for (Metric metric : family.metrics()) {
        body.append(separator).append("{\"timeUnixNano\":\"").append(TIME_NANOS);
        body.append("\",\"asDouble\":").append(((Metric.Counter) metric).value());
        body.append(",\"attributes\":[").append(attributes(metric.labels())).append("]}");
        separator = ",";
      }
      body.append("]}}");
      metricSeparator = ",";
    }
    return body.append("]}]}]}").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String attributes(Labels labels) {
    var attributes = new StringJoiner(",");
    for (int i = 0; i < labels.size(); i++) {
      attributes.add(
          "{\"key\":\"%s\",\"value\":{\"stringValue\":\"%s\"}}"
              .formatted(labels.name(i), labels.value(i)));
    }
    return attributes.toString();
  }

  private static List<MetricFamily> families(byte[] text) throws ParseException {
    return TextParser.parse(text, Names.UTF8).families();
  }
}
