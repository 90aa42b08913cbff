package io.sluice.web.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.format.json.JsonWriter;
import io.sluice.model.Utf8;
import io.sluice.store.GroupSummary;
import io.sluice.web.request.GroupingKeyPath;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Writes the fields of a group in the API.
public final class GroupJson {
  private static final double NANOS = 1e9;

  private final GroupingKeyPath keyPath;

  GroupJson(GroupingKeyPath keyPath) {
    this.keyPath = keyPath;
  }

  /// @param nowNanos the wall clock, in nanoseconds since 1970
  void write(JsonGenerator json, GroupSummary group, long nowNanos) throws IOException {
    json.writeStartObject();
    writeName(json, group);
    json.writeStringField("state", GroupState.of(group).toString());
    json.writeNumberField("families", group.familyCount());
    json.writeNumberField("series", group.seriesCount());
    json.writeNumberField("bytes", group.byteCount());
    json.writeNumberField("push_count", group.pushCount());
    writeTime(json, "last_push", group.pushNanos());
    writeFailure(json, group);
    writeSeconds(json, "ttl_seconds", group.ttlNanos());
    writeTime(json, "expires", group.expiryNanos());
    writeSeconds(json, "expected_interval_seconds", group.expectNanos());
    json.writeBooleanField("overdue", group.isOverdue(nowNanos));
    json.writeEndObject();
  }

  /// Writes a group for a list of deleted groups.
  void writeDeleted(JsonGenerator json, GroupSummary group) throws IOException {
    json.writeStartObject();
    writeName(json, group);
    json.writeNumberField("series", group.seriesCount());
    json.writeEndObject();
  }

  private void writeName(JsonGenerator json, GroupSummary group) throws IOException {
    json.writeFieldName("labels");
    JsonWriter.labels(json, group.key().labels());
    json.writeStringField("key", keyPath.of(group.key()));
  }

  private void writeFailure(JsonGenerator json, GroupSummary group) throws IOException {
    if (group.failureNanos() == 0) {
      json.writeNullField("last_failure");
      return;
    }
    json.writeObjectFieldStart("last_failure");
    writeTime(json, "time", group.failureNanos());
    writeText(json, "message", group.failureMessage());
    HoldersJson.write(json, group.failureMessage(), keyPath);
    writeText(json, "peer", group.failurePeer());
    json.writeEndObject();
  }

  /// Writes a point in time, or null for 0.
  static void writeTime(JsonGenerator json, String name, long epochNanos) throws IOException {
    if (epochNanos == 0) {
      json.writeNullField(name);
    } else {
      json.writeStringField(name, JsonWriter.rfc3339(epochNanos));
    }
  }

  /// Writes a string, or null.
  public static void writeText(JsonGenerator json, String name, @Nullable String text)
      throws IOException {
    if (text == null) {
      json.writeNullField(name);
    } else {
      json.writeStringField(name, Utf8.replaceInvalid(text));
    }
  }

  private static void writeSeconds(JsonGenerator json, String name, long nanos) throws IOException {
    if (nanos == 0) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, nanos / NANOS);
    }
  }
}
