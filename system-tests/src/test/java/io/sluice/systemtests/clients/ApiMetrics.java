package io.sluice.systemtests.clients;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.systemtests.harness.Exposition;
import io.sluice.systemtests.harness.SeriesName;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The answer of `/api/v1/metrics`, converted to the content of an exposition of the same groups.
///
/// @param groups the grouping keys
/// @param types of families, by name
/// @param samples by series
/// @param hiddenBuckets names of the bucket series of native histograms: the API contains their
///   native buckets, and an exposition as text the classic ones
record ApiMetrics(
    Set<String> groups,
    Map<String, String> types,
    Map<String, Double> samples,
    Set<String> hiddenBuckets) {
  private static final Set<String> NO_FAMILIES = Set.of("labels", "last_push_successful");

  static ApiMetrics parse(String json) throws JsonProcessingException {
    ApiMetrics metrics =
        new ApiMetrics(new TreeSet<>(), new TreeMap<>(), new TreeMap<>(), new TreeSet<>());
    new ObjectMapper().readTree(json).required("data").forEach(metrics::addGroup);
    return metrics;
  }

  private void addGroup(JsonNode group) {
    boolean successful = group.required("last_push_successful").booleanValue();
    groups.add(
        SeriesName.of("", group.required("labels")) + (successful ? "" : " last push failed"));
    group
        .properties()
        .forEach(
            member -> {
              if (!NO_FAMILIES.contains(member.getKey())) {
                addFamily(member.getKey(), member.getValue());
              }
            });
  }

  private void addFamily(String name, JsonNode family) {
    String type = family.required("type").textValue();
    types.put(name, type.toLowerCase(Locale.ROOT));
    family.required("metrics").forEach(metric -> addMetric(name, type, metric));
  }

  private void addMetric(String name, String type, JsonNode metric) {
    switch (type) {
      case "SUMMARY" -> addSummary(name, metric);
      case "HISTOGRAM" -> addHistogram(name, metric);
      default -> add(SeriesName.of(name, metric.required("labels")), metric.required("value"));
    }
  }

  private void addSummary(String name, JsonNode metric) {
    addBounds(name, metric, "quantile", metric.required("quantiles"));
    addTotals(name, metric);
  }

  private void addHistogram(String name, JsonNode metric) {
    if (metric.required("buckets").isObject()) {
      addBounds(name + "_bucket", metric, "le", metric.required("buckets"));
      JsonNode labels = metric.required("labels");
      add(SeriesName.of(name + "_bucket", labels, "le", "+Inf"), metric.required("count"));
    } else {
      hiddenBuckets.add(name + "_bucket");
    }
    addTotals(name, metric);
  }

  private void addBounds(String name, JsonNode metric, String label, JsonNode bounds) {
    JsonNode labels = metric.required("labels");
    bounds
        .properties()
        .forEach(
            bound -> add(SeriesName.of(name, labels, label, bound.getKey()), bound.getValue()));
  }

  private void addTotals(String name, JsonNode metric) {
    JsonNode labels = metric.required("labels");
    add(SeriesName.of(name + "_sum", labels), metric.required("sum"));
    add(SeriesName.of(name + "_count", labels), metric.required("count"));
  }

  private void add(String series, JsonNode value) {
    samples.put(series, Exposition.number(value.textValue()));
  }
}
