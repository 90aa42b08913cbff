package io.sluice.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The answers and scrapes of two real aggregation gateways: prom-aggregation-gateway 0.9.0 and
/// gravel-gateway 1.7.1. Each case was played to a new process.
///
/// @param gateway its name and version
/// @param text the scrape after the last step
record AggregationRecording(String gateway, String name, List<Step> steps, String text) {
  /// Represents a text that is equal to the recorded one.
  static final String AS_RECORDED = "as recorded";

  private static final String RESOURCE = "/aggregation-gateways/recording.json";

  /// A request and its answer.
  record Step(String method, String path, String body, int status, String answer) {}

  /// The cases of the gateway whose name starts with `gateway`.
  static List<AggregationRecording> of(String gateway) {
    try (InputStream in =
        Objects.requireNonNull(AggregationRecording.class.getResourceAsStream(RESOURCE))) {
      var cases = new ArrayList<AggregationRecording>();
      JsonNode all = new JsonMapper().readTree(in);
      for (var entry : all.properties()) {
        if (entry.getKey().startsWith(gateway)) {
          entry.getValue().forEach(node -> cases.add(read(entry.getKey(), node)));
        }
      }
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String id() {
    return gateway + ": " + name;
  }

  private static AggregationRecording read(String gateway, JsonNode node) {
    var steps = new ArrayList<Step>();
    for (JsonNode step : node.path("steps")) {
      steps.add(
          new Step(
              step.path("method").asText(),
              step.path("path").asText(),
              step.path("body").asText(),
              step.path("status").asInt(),
              step.path("answer").asText()));
    }
    return new AggregationRecording(
        gateway, node.path("name").asText(), steps, node.path("text").asText());
  }
}
