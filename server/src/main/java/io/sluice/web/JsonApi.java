package io.sluice.web;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.format.json.JsonWriter;
import io.sluice.gateway.Gateway;
import io.sluice.http.Response;
import io.sluice.model.Labels;
import io.sluice.model.Utf8;
import io.sluice.pages.StoredFamily;
import io.sluice.store.GroupView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The JSON API, `/api/v1`. Every answer is `{"status":"success","data":...}`.
final class JsonApi {
  private static final int CHUNK_BYTES = 64 * 1024;
  private static final byte[] END = {']', '}'};

  private final Gateway gateway;
  private final Map<String, String> flags;
  private final Map<String, String> buildInformation;
  private final Instant start;

  /// @param flags flag names and values as given
  /// @param start when the gateway started
  JsonApi(
      Gateway gateway,
      Map<String, String> flags,
      Map<String, String> buildInformation,
      Instant start) {
    this.gateway = gateway;
    this.flags = new TreeMap<>(flags);
    this.buildInformation = new TreeMap<>(buildInformation);
    this.start = start;
  }

  /// OPTIONS on anything: a browser may ask.
  Response options() {
    return new Response(200, JsonAnswer.CORS, Response.empty(200).body());
  }

  /// What was started, when, and with which flags.
  Response status() {
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

  /// All groups with their families, made group by group while it is sent.
  Response metrics() {
    return JsonAnswer.of(200, new GroupChunks(gateway.view().groups()));
  }

  private static void writeMap(JsonGenerator json, String name, Map<String, String> map)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> entry : map.entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  /// The groups of a view, some at a time.
  private static final class GroupChunks implements Response.Chunks {
    private final Iterator<GroupView> groups;
    private boolean isStarted;
    private boolean isEnded;

    GroupChunks(Iterator<GroupView> groups) {
      this.groups = groups;
    }

    @Override
    public byte @Nullable [] next() {
      if (isEnded) {
        return null;
      }
      var out = new ByteArrayOutputStream();
      if (!isStarted) {
        out.writeBytes("{\"status\":\"success\",\"data\":[".getBytes(StandardCharsets.US_ASCII));
      }
      while (groups.hasNext() && out.size() < CHUNK_BYTES) {
        if (isStarted) {
          out.write(',');
        }
        isStarted = true;
        writeGroup(out, groups.next());
      }
      isStarted = true;
      if (!groups.hasNext()) {
        out.writeBytes(END);
        isEnded = true;
      }
      return out.toByteArray();
    }

    private static void writeGroup(ByteArrayOutputStream out, GroupView group) {
      try (JsonGenerator json = JsonWriter.generator(out)) {
        json.writeStartObject();
        for (Map.Entry<String, Object> entry : fields(group).entrySet()) {
          json.writeFieldName(entry.getKey());
          writeField(json, entry.getValue());
        }
        json.writeEndObject();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// The fields of a group, sorted by name. A family called like one of the fixed fields takes
    /// its place, as it does in the Pushgateway.
    private static Map<String, Object> fields(GroupView group) {
      var fields = new TreeMap<String, Object>(Utf8.BYTE_ORDER);
      String failure = group.failureMessage();
      if (failure != null && !group.isLastPushSuccessful()) {
        fields.put("last_push_error", failure);
      }
      fields.put("labels", group.key().labels());
      fields.put("last_push_successful", group.isLastPushSuccessful());
      for (StoredFamily family : group.families()) {
        fields.put(family.name(), family);
      }
      return fields;
    }

    private static void writeField(JsonGenerator json, Object value) throws IOException {
      switch (value) {
        case StoredFamily family ->
            JsonWriter.family(json, family.family(), family.receivedNanos());
        case Labels labels -> JsonWriter.labels(json, labels);
        case Boolean flag -> json.writeBoolean(flag);
        default -> json.writeString(value.toString());
      }
    }
  }
}
