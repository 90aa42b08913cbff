package io.sluice.format.openmetrics;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.format.ParsedBody;
import io.sluice.go.GoFloat;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.Names;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The parser's results for the cases of `openmetrics.json` and `openmetrics-upstream.json`.
final class OpenMetricsVectorsTest {
  /// Cases that the parser accepts, because a later check of all pushes refuses them.
  private static final Set<String> REFUSED_LATER =
      Set.of("timestamps", "duplicate", "collision", "reserved");

  /// Cases whose stored families differ from the parsed ones in the labels of the grouping key and
  /// in the families that the gateway omits.
  private static final Set<String> COMPLETED_LATER =
      Set.of("label-job-in-body", "push-time-family");

  /// Differs in its exemplar, which is accepted, but is refused for another reason: the histogram
  /// has no bucket.
  private static final Set<String> REFUSED_ANYWAY = Set.of("bad_exemplars_on_unallowed_samples_0");

  /// The messages for each class of errors.
  private static final Map<String, String> CLASS_TO_MESSAGE =
      Map.ofEntries(
          entry("eof", "# EOF|metric name"),
          entry("syntax", "expected (# TYPE|a space|a number|the end)|empty line|invalid char"),
          entry("value", "expected a number|must not be negative or NaN|needs a _total"),
          entry("name", "metric name|expected = after"),
          entry("labels", "label|closing quote"),
          entry("unit", "unit"),
          entry("metadata", "a second (TYPE|HELP|UNIT)|precede the samples|the metadata of"),
          entry("type", "unknown type"),
          entry("name-clash", "name clash"),
          entry("timestamp", "timestamp|finite"),
          entry("exemplar", "exemplar"),
          entry("histogram", "histogram|bucket|bound|count|sum"),
          entry("summary", "summary|quantile"),
          entry("info", "info"),
          entry("stateset", "state"),
          entry("order", "must be adjacent|timestamps of a metric"),
          entry("utf8", "UTF-8"));

  @TestFactory
  List<DynamicTest> parse_case() {
    return Vectors.cases("openmetrics.json").stream()
        .filter(
            one ->
                one.get("content_type")
                    .textValue()
                    .toLowerCase(Locale.ROOT)
                    .contains("openmetrics"))
        .filter(one -> !"content-type".equals(one.path("error_class").textValue()))
        .map(one -> DynamicTest.dynamicTest(one.get("id").textValue(), () -> check(one)))
        .toList();
  }

  @TestFactory
  List<DynamicTest> parse_upstreamCase() {
    return Vectors.cases("openmetrics-upstream.json").stream()
        .map(one -> DynamicTest.dynamicTest(one.get("id").textValue(), () -> checkUpstream(one)))
        .toList();
  }

  @Test
  void vectors_areAllThere() {
    assertThat(Vectors.cases("openmetrics.json")).hasSize(205);
    assertThat(Vectors.cases("openmetrics-scrape.json")).hasSize(25);
    assertThat(Vectors.cases("openmetrics-upstream.json")).hasSize(211);
    assertThat(Vectors.cases("openmetrics-upstream.json"))
        .filteredOn(one -> one.has("differs"))
        .as("accepted on purpose, see docs/openmetrics.md")
        .hasSize(9);
  }

  private static void check(JsonNode one) throws ParseException {
    String errorClass = one.path("error_class").textValue();
    if (errorClass != null && !REFUSED_LATER.contains(errorClass)) {
      assertThatExceptionOfType(ParseException.class)
          .isThrownBy(() -> parse(one))
          .withMessageStartingWith("openmetrics parsing error in line ")
          .satisfies(
              e -> {
                assertThat(e.getMessage()).containsPattern(CLASS_TO_MESSAGE.get(errorClass));
                assertThat(e.excerpt()).endsWith("^");
              });
      return;
    }
    ParsedBody body = parse(one);
    assertThat(body.hasTimestamps()).isEqualTo("timestamps".equals(errorClass));
    if (errorClass == null && !COMPLETED_LATER.contains(one.get("id").textValue())) {
      assertThat(families(body, one.get("families"))).isEqualTo(one.get("families"));
    }
  }

  private static void checkUpstream(JsonNode one) throws ParseException {
    boolean differs = one.has("differs") && !REFUSED_ANYWAY.contains(one.get("id").textValue());
    if (one.get("should_parse").booleanValue() || differs) {
      assertThat(parse(one).hasTimestamps()).isEqualTo(one.has("push"));
    } else {
      assertThatExceptionOfType(ParseException.class).isThrownBy(() -> parse(one));
    }
  }

  private static ParsedBody parse(JsonNode one) throws ParseException {
    Names names = Vectors.hasUtf8Names(one) ? Names.UTF8 : Names.LEGACY;
    return OpenMetricsParser.parse(Vectors.body(one), names, ParseLimits.NONE);
  }

  /// The families in the format of the cases.
  private static ArrayNode families(ParsedBody body, JsonNode expected) {
    ArrayNode families = JsonNodeFactory.instance.arrayNode();
    for (MetricFamily family : body.families()) {
      ObjectNode shown = families.addObject();
      shown.put("name", family.name()).put("type", family.type().name());
      if (family.help() != null) {
        shown.put("help", family.help());
      }
      if (family.unit() != null) {
        shown.put("unit", family.unit());
      }
      ArrayNode metrics = shown.putArray("metrics");
      family.metrics().forEach(metric -> show(metric, metrics.addObject(), expected));
    }
    return families;
  }

  private static void show(Metric metric, ObjectNode shown, JsonNode expected) {
    shown.set("labels", labels(metric.labels()));
    switch (metric) {
      case Metric.Counter counter -> {
        shown.put("value", GoFloat.format(counter.value()));
        showExemplar(counter.exemplar(), shown);
        if (counter.created() != null && expected.toString().contains("created_seconds")) {
          shown.put("created_seconds", GoFloat.format(seconds(counter.created())));
        }
      }
      case Metric.Gauge gauge -> shown.put("value", GoFloat.format(gauge.value()));
      case Metric.Untyped untyped -> shown.put("value", GoFloat.format(untyped.value()));
      case Metric.Summary summary -> {
        if (!summary.quantiles().isEmpty()) {
          ArrayNode quantiles = shown.putArray("quantiles");
          for (Metric.Quantile quantile : summary.quantiles()) {
            quantiles
                .addArray()
                .add(GoFloat.format(quantile.quantile()))
                .add(GoFloat.format(quantile.value()));
          }
        }
        showTotals(summary.sampleCount(), summary.sampleSum(), shown);
      }
      case Metric.Histogram histogram -> {
        ArrayNode buckets = shown.putArray("buckets");
        for (Metric.Bucket bucket : histogram.buckets()) {
          ObjectNode one = buckets.addObject();
          one.put("le", GoFloat.format(bucket.upperBound()));
          one.put("count", GoFloat.format(Objects.requireNonNull(bucket.cumulativeCount())));
          showExemplar(bucket.exemplar(), one);
        }
        showTotals(histogram.sampleCount(), histogram.sampleSum(), shown);
      }
      case Metric.Valueless _ -> throw new AssertionError("a metric without a value");
    }
  }

  private static void showTotals(@Nullable Long count, @Nullable Double sum, ObjectNode shown) {
    if (count != null) {
      shown.put("count", GoFloat.format(count));
    }
    if (sum != null) {
      shown.put("sum", GoFloat.format(sum));
    }
  }

  private static void showExemplar(Metric.@Nullable Exemplar exemplar, ObjectNode shown) {
    if (exemplar == null) {
      return;
    }
    ObjectNode one = shown.putObject("exemplar");
    one.set("labels", labels(exemplar.labels()));
    one.put("value", GoFloat.format(exemplar.value()));
    if (exemplar.timestamp() != null) {
      one.put("timestamp_ms", Math.round(1000 * seconds(exemplar.timestamp())));
    }
  }

  private static double seconds(Metric.Timestamp time) {
    return time.seconds() + time.nanos() / 1e9;
  }

  private static ObjectNode labels(Labels labels) {
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    labels.forEach(shown::put);
    return shown;
  }
}
