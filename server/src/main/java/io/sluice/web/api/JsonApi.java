package io.sluice.web.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.format.json.JsonWriter;
import io.sluice.gateway.Gateway;
import io.sluice.http.Response;
import io.sluice.store.StoreView;
import io.sluice.web.answer.JsonAnswer;
import io.sluice.web.answer.ViewAnswers;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// The part of the JSON API, `/api/v1`, that the Pushgateway has too. Every response is
/// `{"status":"success","data":...}`.
public final class JsonApi {
  private final Gateway gateway;
  private final Map<String, String> flags;
  private final Map<String, String> buildInformation;
  private final Instant start;
  private final ViewAnswers answers;

  /// @param flags flag names and values as given
  /// @param start when the gateway started
  /// @param answers tracks the views in use
  public JsonApi(
      Gateway gateway,
      Map<String, String> flags,
      Map<String, String> buildInformation,
      Instant start,
      ViewAnswers answers) {
    this.gateway = gateway;
    this.flags = new TreeMap<>(flags);
    this.buildInformation = new TreeMap<>(buildInformation);
    this.start = start;
    this.answers = answers;
  }

  /// OPTIONS for all paths, for the preflight requests of browsers.
  public Response options() {
    return new Response(200, JsonAnswer.CORS, Response.empty(200).body());
  }

  /// The build information, the start time and the flags.
  public Response status() {
    return JsonAnswer.success(
        json -> {
          json.writeStartObject();
          writeMap(json, "build_information", buildInformation);
          writeMap(json, "flags", flags);
          json.writeStringField(
              "start_time",
              JsonWriter.rfc3339(
                  TimeUnit.SECONDS.toNanos(start.getEpochSecond()) + start.getNano()));
          json.writeEndObject();
        });
  }

  /// All groups with their families.
  public Response metrics() {
    StoreView view = gateway.view();
    return JsonAnswer.of(200, answers.of(view, new AllGroupsDocument(view.groups())));
  }

  private static void writeMap(JsonGenerator json, String name, Map<String, String> map)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> entry : map.entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }
}
