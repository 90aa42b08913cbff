package io.sluice.format.otlp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.go.GoFloat;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Families in the format of the recorded cases.
final class FamilyJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private FamilyJson() {}

  /// Both sides of a comparison: families by name, metrics by labels.
  static JsonNode sorted(JsonNode families) {
    var all = new ArrayList<JsonNode>();
    families.forEach(
        family -> {
          ObjectNode copy = family.deepCopy();
          copy.set("metrics", sortedBy(copy.get("metrics"), "labels"));
          all.add(copy);
        });
    all.sort(Comparator.comparing(family -> family.get("name").asText()));
    return reread(JSON.createArrayNode().addAll(all));
  }

  /// Nodes of equal numbers are equal only if they were read from the same text.
  private static JsonNode reread(JsonNode node) {
    try {
      return JSON.readTree(node.toString());
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  static ArrayNode of(List<MetricFamily> families) {
    ArrayNode list = JSON.createArrayNode();
    for (MetricFamily family : families) {
      ObjectNode node = list.addObject();
      node.put("name", family.name()).put("type", family.type().name());
      if (family.help() != null) {
        node.put("help", family.help());
      }
      if (family.unit() != null) {
        node.put("unit", family.unit());
      }
      ArrayNode metrics = node.putArray("metrics");
      family.metrics().forEach(metric -> metrics.add(of(metric)));
    }
    return list;
  }

  private static ArrayNode sortedBy(JsonNode list, String field) {
    var all = new ArrayList<JsonNode>();
    list.forEach(all::add);
    all.sort(Comparator.comparing(node -> node.get(field).toString()));
    return JSON.createArrayNode().addAll(all);
  }

  private static ObjectNode of(Metric metric) {
    ObjectNode node = JSON.createObjectNode();
    node.set("labels", labels(metric.labels()));
    switch (metric) {
      case Metric.Counter counter -> {
        created(node, counter.created());
        node.put("value", GoFloat.format(counter.value()));
        if (counter.exemplar() != null) {
          node.set("exemplar", exemplar(counter.exemplar()));
        }
      }
      case Metric.Gauge gauge -> node.put("value", GoFloat.format(gauge.value()));
      case Metric.Summary summary -> {
        created(node, summary.created());
        node.put("sum", GoFloat.format(orZero(summary.sampleSum())));
        node.put("count", Long.toUnsignedString(orZero(summary.sampleCount())));
        if (!summary.quantiles().isEmpty()) {
          ArrayNode quantiles = node.putArray("quantiles");
          summary
              .quantiles()
              .forEach(
                  q ->
                      quantiles
                          .addArray()
                          .add(GoFloat.format(q.quantile()))
                          .add(GoFloat.format(q.value())));
        }
      }
      case Metric.Histogram histogram -> histogram(node, histogram);
      case Metric.Untyped _, Metric.Valueless _ -> throw new AssertionError(metric);
    }
    return node;
  }

  private static void histogram(ObjectNode node, Metric.Histogram histogram) {
    created(node, histogram.created());
    node.put("sum", GoFloat.format(orZero(histogram.sampleSum())));
    node.put("count", Long.toUnsignedString(orZero(histogram.sampleCount())));
    if (!histogram.buckets().isEmpty()) {
      ArrayNode buckets = node.putArray("buckets");
      for (Metric.Bucket bucket : histogram.buckets()) {
        ObjectNode item = buckets.addObject();
        item.put("le", GoFloat.format(bucket.upperBound()));
        item.put("count", Long.toUnsignedString(orZero(bucket.cumulativeCount())));
        if (bucket.exemplar() != null) {
          item.set("exemplar", exemplar(bucket.exemplar()));
        }
      }
    }
    Metric.NativePart part = histogram.nativePart();
    if (part == null) {
      return;
    }
    ObjectNode natives = node.putObject("native");
    natives.put("schema", part.schema());
    natives.put("zero_threshold", GoFloat.format(orZero(part.zeroThreshold())));
    natives.put("zero_count", orZero(part.zeroCount()));
    natives.set("positive", buckets(part.positiveSpans(), part.positiveDeltas()));
    natives.set("negative", buckets(part.negativeSpans(), part.negativeDeltas()));
    if (!part.exemplars().isEmpty()) {
      ArrayNode exemplars = node.putArray("exemplars");
      part.exemplars().forEach(exemplar -> exemplars.add(exemplar(exemplar)));
    }
  }

  private static ObjectNode buckets(List<Metric.BucketSpan> spans, List<Long> deltas) {
    ObjectNode node = JSON.createObjectNode();
    int index = 0;
    int at = 0;
    long count = 0;
    for (Metric.BucketSpan span : spans) {
      index += span.offset();
      for (int i = 0; i < span.length(); i++) {
        count += deltas.get(at++);
        if (count != 0) {
          node.put(String.valueOf(index), count);
        }
        index++;
      }
    }
    return node;
  }

  private static ObjectNode exemplar(Metric.Exemplar exemplar) {
    ObjectNode node = JSON.createObjectNode();
    node.set("labels", labels(exemplar.labels()));
    node.put("value", GoFloat.format(exemplar.value()));
    if (exemplar.timestamp() != null) {
      node.put("timestamp_ms", millis(exemplar.timestamp()));
    }
    return node;
  }

  private static void created(ObjectNode node, Metric.@Nullable Timestamp created) {
    if (created != null) {
      node.put("created_ms", millis(created));
    }
  }

  private static long millis(Metric.Timestamp time) {
    return time.seconds() * 1000 + time.nanos() / 1_000_000;
  }

  private static ObjectNode labels(Labels labels) {
    ObjectNode node = JSON.createObjectNode();
    labels.forEach(node::put);
    return node;
  }

  private static double orZero(@Nullable Double number) {
    return number == null ? 0 : number;
  }

  private static long orZero(@Nullable Long number) {
    return number == null ? 0 : number;
  }
}
