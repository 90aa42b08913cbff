package io.sluice.web.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.format.json.JsonWriter;
import io.sluice.http.Header;
import io.sluice.http.Response;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.rules.Explanation;
import io.sluice.rules.PushPolicy;
import io.sluice.rules.Rule;
import io.sluice.rules.RuleLimits;
import io.sluice.rules.Rules;
import io.sluice.rules.RulesFile;
import io.sluice.web.request.ExpectedParameters;
import io.sluice.web.request.GroupingKeyParser;
import io.sluice.web.request.InvalidRequestException;
import io.sluice.web.request.QueryParameters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The rules, and the rule for a given grouping key: `GET /api/v1/rules`.
public final class RulesApi {
  /// Writes the fields of `data`.
  private interface Data {
    void write(JsonGenerator json) throws IOException;
  }

  public static final ExpectedParameters PARAMETERS = ExpectedParameters.of("key");

  private final RulesFile file;
  private final GroupingKeyParser keyParser;

  public RulesApi(RulesFile file, GroupingKeyParser keyParser) {
    this.file = file;
    this.keyParser = keyParser;
  }

  /// Returns all rules; with `?key=job/x/instance/y`, the one for that grouping key and the reason.
  public Response show(QueryParameters parameters) {
    try {
      String key = parameters.first("key");
      return key.isEmpty() ? all(file.rules()) : explain(file.rules(), parse(key));
    } catch (InvalidRequestException e) {
      return answer(400, json -> writeError(json, e.getMessage()));
    }
  }

  /// Parses a key in the format of the path after `/metrics/`.
  private GroupingKey parse(String path) throws InvalidRequestException {
    var bytes = new String(path.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    return keyParser.parsePath(QueryParameters.unescaped(bytes));
  }

  private Response all(Rules rules) {
    return success(
        json -> {
          Path path = file.file();
          json.writeStringField("file", path == null ? null : path.toString());
          json.writeArrayFieldStart("rules");
          for (Rule rule : rules.all()) {
            json.writeStartObject();
            writeRule(json, rule);
            json.writeFieldName("terms");
            writePolicy(json, rule.policy());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private static Response explain(Rules rules, GroupingKey key) {
    Explanation explanation = rules.explain(key);
    Rule rule = explanation.rule();
    PushPolicy policy = rule == null ? PushPolicy.NONE : rule.policy();
    return success(
        json -> {
          writeLabels(json, "key", key.labels());
          writeLabels(json, "group", policy.keyLabels(key.labels()));
          json.writeArrayFieldStart("passed_over");
          for (Explanation.PassedOver passedOver : explanation.passedOver()) {
            writePassedOver(json, passedOver);
          }
          json.writeEndArray();
          json.writeFieldName("rule");
          if (rule == null) {
            json.writeNull();
          } else {
            json.writeStartObject();
            writeRule(json, rule);
            json.writeEndObject();
          }
          json.writeFieldName("terms");
          writePolicy(json, policy);
        });
  }

  private static void writePassedOver(JsonGenerator json, Explanation.PassedOver passedOver)
      throws IOException {
    json.writeStartObject();
    writeRule(json, passedOver.rule());
    json.writeStringField("failing", passedOver.failing().toString());
    json.writeStringField("value", passedOver.value());
    json.writeEndObject();
  }

  private static void writeRule(JsonGenerator json, Rule rule) throws IOException {
    json.writeNumberField("index", rule.index());
    json.writeNumberField("line", rule.line());
    json.writeStringField("match", rule.match() == null ? null : rule.match().toString());
  }

  private static void writePolicy(JsonGenerator json, PushPolicy policy) throws IOException {
    json.writeStartObject();
    writeTruth(json, "aggregate", policy.aggregate());
    json.writeStringField("merge", word(policy.merge()));
    json.writeStringField("gauges", word(policy.gauges()));
    json.writeStringField("buckets", word(policy.buckets()));
    json.writeStringField("mode_label", policy.modeLabel());
    writeStrings(json, "drop_labels", new TreeSet<>(policy.dropLabels()));
    writeStrings(json, "relabel", policy.relabeling().actions());
    writeSeconds(json, "ttl_seconds", policy.ttl());
    writeSeconds(json, "series_ttl_seconds", policy.seriesTtl());
    writeSeconds(json, "expect_within_seconds", policy.expectWithin());
    json.writeObjectFieldStart("limits");
    writeLimit(json, "series_per_push", policy.limits().seriesPerPush());
    writeLimit(json, "series_per_group", policy.limits().seriesPerGroup());
    writeLimit(json, "body_bytes", policy.limits().bodyBytes());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeTruth(JsonGenerator json, String name, @Nullable Boolean truth)
      throws IOException {
    json.writeFieldName(name);
    if (truth == null) {
      json.writeNull();
    } else {
      json.writeBoolean(truth);
    }
  }

  private static void writeLabels(JsonGenerator json, String name, Labels labels)
      throws IOException {
    json.writeFieldName(name);
    JsonWriter.labels(json, labels);
  }

  private static void writeStrings(JsonGenerator json, String name, Iterable<String> strings)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String string : strings) {
      json.writeString(string);
    }
    json.writeEndArray();
  }

  private static void writeSeconds(JsonGenerator json, String name, @Nullable Duration duration)
      throws IOException {
    json.writeFieldName(name);
    if (duration == null) {
      json.writeNull();
    } else {
      json.writeNumber(
          BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString());
    }
  }

  private static void writeLimit(JsonGenerator json, String name, long limit) throws IOException {
    json.writeFieldName(name);
    if (limit == RuleLimits.UNLIMITED) {
      json.writeNull();
    } else {
      json.writeNumber(limit);
    }
  }

  private static @Nullable String word(@Nullable Enum<?> value) {
    return value == null ? null : value.name().toLowerCase(Locale.ROOT);
  }

  private static void writeError(JsonGenerator json, String message) throws IOException {
    json.writeStartObject();
    json.writeStringField("status", "error");
    json.writeStringField("errorType", "bad_data");
    json.writeStringField("error", message);
    json.writeEndObject();
  }

  private static Response success(Data data) {
    return answer(
        200,
        json -> {
          json.writeStartObject();
          json.writeStringField("status", "success");
          json.writeObjectFieldStart("data");
          data.write(json);
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  private static Response answer(int status, Data body) {
    var out = new ByteArrayOutputStream();
    try (JsonGenerator json = JsonWriter.generator(out)) {
      body.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Response(
        status,
        List.of(new Header("Content-Type", "application/json")),
        new Response.Bytes(out.toByteArray()));
  }
}
