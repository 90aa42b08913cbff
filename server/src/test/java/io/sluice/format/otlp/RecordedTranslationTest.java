package io.sluice.format.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.format.NativeHistograms;
import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Requests whose translation by Prometheus 3.14 was recorded, each as JSON and as protobuf, and
/// requests of real SDKs.
final class RecordedTranslationTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Cases that need the whole gateway; the tests of the endpoints have them.
  private static final Set<String> WITH_STATE = Set.of("aggregate", "sequence", "http");

  @TestFactory
  List<DynamicTest> requests() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    for (JsonNode item : resource("otlp.json").get("cases")) {
      if (WITH_STATE.contains(item.get("section").asText())) {
        continue;
      }
      byte[] json = JSON.writeValueAsBytes(item.get("request"));
      JsonNode protobuf = item.get("request_protobuf_base64");
      item.get("expected")
          .properties()
          .forEach(
              expected -> {
                String name = item.get("id").asText() + " " + expected.getKey();
                OtlpSettings settings = settings(expected.getKey(), item.get("settings"));
                tests.add(
                    DynamicTest.dynamicTest(
                        name + " JSON",
                        () ->
                            check(
                                OtlpEncoding.JSON.read(json, ParseLimits.NONE),
                                settings,
                                item,
                                expected.getValue())));
                if (protobuf != null) {
                  byte[] body = Base64.getDecoder().decode(protobuf.asText());
                  tests.add(
                      DynamicTest.dynamicTest(
                          name + " protobuf",
                          () ->
                              check(
                                  OtlpEncoding.PROTOBUF.read(body, ParseLimits.NONE),
                                  settings,
                                  item,
                                  expected.getValue())));
                }
              });
    }
    assertThat(tests.size()).isGreaterThan(490);
    return tests;
  }

  @TestFactory
  List<DynamicTest> captured() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    for (JsonNode item : resource("captured-otlp.json").get("requests")) {
      tests.add(DynamicTest.dynamicTest(item.get("id").asText(), () -> checkCaptured(item)));
    }
    assertThat(tests.size()).isEqualTo(48);
    return tests;
  }

  private static void checkCaptured(JsonNode item) throws IOException, ParseException {
    byte[] body = Base64.getDecoder().decode(item.get("body_base64").asText());
    OtlpEncoding encoding = null;
    for (JsonNode header : item.get("headers")) {
      if (header.get(0).asText().equals("Content-Encoding")) {
        body = new GZIPInputStream(new java.io.ByteArrayInputStream(body)).readAllBytes();
      }
      if (header.get(0).asText().equals("Content-Type")) {
        encoding = OtlpEncoding.of(header.get(1).asText());
      }
    }
    OtlpRequest request = Objects.requireNonNull(encoding).read(body, ParseLimits.NONE);
    OtlpRequest decoded =
        OtlpEncoding.JSON.read(JSON.writeValueAsBytes(item.get("decoded")), ParseLimits.NONE);
    assertThat(request.message()).isEqualTo(decoded.message());
    if (item.get("expected") != null) {
      item.get("expected")
          .properties()
          .forEach(
              expected ->
                  checkGroups(request, settings(expected.getKey(), null), expected.getValue()));
    }
  }

  private static void check(
      OtlpRequest request, OtlpSettings settings, JsonNode item, JsonNode expected) {
    OtlpTranslation translation = checkGroups(request, settings, expected);
    JsonNode rejected = item.get("rejected_data_points");
    assertThat(translation.rejected().points()).isEqualTo(rejected == null ? 0 : rejected.asLong());
    if (item.get("error_contains") != null) {
      assertThat(translation.rejected().message()).contains(item.get("error_contains").asText());
    }
  }

  private static OtlpTranslation checkGroups(
      OtlpRequest request, OtlpSettings settings, JsonNode expected) {
    OtlpTranslation translation = translated(request, settings);
    assertThat(translation.groups()).hasSize(expected.size());
    for (int i = 0; i < expected.size(); i++) {
      OtlpGroup group = translation.groups().get(i);
      assertThat(group.requestedKey().labels()).isEqualTo(labels(expected.get(i).get("key")));
      assertThat(FamilyJson.sorted(FamilyJson.of(group.families())))
          .isEqualTo(FamilyJson.sorted(expected.get(i).get("families")));
    }
    return translation;
  }

  private static OtlpTranslation translated(OtlpRequest request, OtlpSettings settings) {
    try {
      return OtlpTranslation.of(request, settings, ParseLimits.NONE, Replacing::new);
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  private static Labels labels(JsonNode key) {
    var pairs = new ArrayList<String>();
    key.properties()
        .forEach(
            label -> {
              pairs.add(label.getKey());
              pairs.add(label.getValue().asText());
            });
    return Labels.of(pairs.toArray(String[]::new));
  }

  static OtlpSettings settings(String strategy, @Nullable JsonNode settings) {
    TranslationStrategy found =
        java.util.Arrays.stream(TranslationStrategy.values())
            .filter(s -> s.word().equals(strategy))
            .findFirst()
            .orElseThrow();
    JsonNode node = settings == null ? JSON.createObjectNode() : settings;
    return new OtlpSettings(
        found,
        texts(node.get("promote_resource_attributes")),
        node.path("promote_all_resource_attributes").asBoolean(),
        texts(node.get("ignore_resource_attributes")),
        node.path("keep_identifying_resource_attributes").asBoolean(),
        node.path("promote_scope_metadata").asBoolean(),
        node.path("target_info").asBoolean(true),
        node.path("deduplicate").asBoolean(true));
  }

  private static Set<String> texts(@Nullable JsonNode list) {
    var texts = new LinkedHashSet<String>();
    if (list != null) {
      list.forEach(item -> texts.add(item.asText()));
    }
    return texts;
  }

  private static JsonNode resource(String name) throws IOException {
    try (InputStream in = RecordedTranslationTest.class.getResourceAsStream(name)) {
      return JSON.readTree(
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /// A group to which pushes replace.
  record Replacing(GroupingKey key) implements OtlpDestination {
    @Override
    public boolean isAdding() {
      return false;
    }

    @Override
    public boolean isReserved(String family) {
      return family.equals("push_time_seconds");
    }

    @Override
    public @Nullable String problem(String family, MetricType type, Metric metric) {
      if (metric instanceof Metric.Histogram histogram) {
        return histogram.labels().has("le") ? "le" : NativeHistograms.check(histogram);
      }
      return null;
    }
  }
}
