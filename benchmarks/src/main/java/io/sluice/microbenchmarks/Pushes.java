package io.sluice.microbenchmarks;

import io.sluice.command.Command;
import io.sluice.command.Lifetimes;
import io.sluice.command.Preparation;
import io.sluice.command.PushOrigin;
import io.sluice.format.EscapingScheme;
import io.sluice.format.ParseException;
import io.sluice.format.ParsedBody;
import io.sluice.format.openmetrics.OpenMetricsLook;
import io.sluice.format.openmetrics.OpenMetricsShape;
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
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.Names;
import io.sluice.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.StringJoiner;

/// Bodies of pushes in all formats.
public final class Pushes {
  private static final long RECEIVED_NANOS = 1_700_000_000_000_000_000L;

  private Pushes() {}

  /// A body in the text format: ten families with `seriesPerFamily` series each.
  static byte[] text(int seriesPerFamily) {
    var body = new StringBuilder();
    for (int family = 0; family < 10; family++) {
      String name = "batch_stage_" + family + "_rows_total";
      body.append("# TYPE ").append(name).append(" counter\n");
      for (int series = 0; series < seriesPerFamily; series++) {
        int rows = 1_000_003 * (family + 1) * (series + 1) % 999_983;
        body.append(name).append("{shard=\"s-").append(series).append("\"} ").append(rows);
        body.append('\n');
      }
    }
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// A body of counters in OpenMetrics, from one in the text format.
  public static byte[] openMetrics(byte[] text) throws ParseException {
    var out = new ByteArrayBuilder();
    for (MetricFamily family : parsed(text).families()) {
      OpenMetricsLook look = look(family);
      OpenMetricsWriter.header(out, look, family.help(), family.unit());
      family.metrics().forEach(metric -> OpenMetricsWriter.samples(out, look, metric));
    }
    OpenMetricsWriter.end(out);
    return out.toByteArray();
  }

  /// How one of the families, all of which are counters, is shown as OpenMetrics.
  static OpenMetricsLook look(MetricFamily counter) {
    String name = counter.name().substring(0, counter.name().length() - "_total".length());
    return new OpenMetricsLook(name, OpenMetricsShape.COUNTER, true, EscapingScheme.ALLOW_UTF8);
  }

  /// A body in the protobuf format, from one in the text format.
  public static byte[] protobuf(byte[] text) throws ParseException {
    var out = new ByteArrayBuilder();
    for (MetricFamily family : parsed(text).families()) {
      ProtobufWriter.delimited(out, family, EscapingScheme.ALLOW_UTF8);
    }
    return out.toByteArray();
  }

  /// An OTLP request, from a body of counters in the text format, with a resource for the group.
  public static byte[] otlp(byte[] text) throws ParseException {
    var metrics = ScopeMetrics.newBuilder();
    for (MetricFamily family : parsed(text).families()) {
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
            .setTimeUnixNano(RECEIVED_NANOS)
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
    for (MetricFamily family : parsed(text).families()) {
      body.append(metricSeparator).append("{\"name\":\"").append(family.name());
      body.append("\",\"sum\":{\"aggregationTemporality\":2,\"isMonotonic\":true,\"dataPoints\":[");
      String separator = "";
      for (Metric metric : family.metrics()) {
        body.append(separator).append("{\"timeUnixNano\":\"").append(RECEIVED_NANOS);
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

  static ParsedBody parsed(byte[] text) throws ParseException {
    return TextParser.parse(text, Names.UTF8);
  }

  /// One of the groups; each second one has another shape of grouping key if there are two.
  static GroupingKey key(int group, int shapes) {
    String instance = "host-" + (100_000 + group);
    return shapes == 2 && group % 2 == 1
        ? GroupingKey.of("job", "bench", "instance", instance, "zone", "z")
        : GroupingKey.of("job", "bench", "instance", instance);
  }

  static Command put(GroupingKey key, ParsedBody body) {
    return Preparation.push(key, body, true, PushOrigin.at(RECEIVED_NANOS), Lifetimes.NONE);
  }

  /// A store into which the body was pushed for so many groups.
  static Store store(int groups, int shapes, ParsedBody body) {
    var store = new Store(Map.of());
    for (int group = 0; group < groups; group++) {
      store.apply(put(key(group, shapes), body));
    }
    return store;
  }
}
