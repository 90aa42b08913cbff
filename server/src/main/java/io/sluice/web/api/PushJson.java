package io.sluice.web.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.format.json.JsonWriter;
import io.sluice.history.AnsweredPush;
import io.sluice.history.NumberedPush;
import io.sluice.http.PeerAddress;
import io.sluice.model.GroupingKey;
import io.sluice.web.request.GroupingKeyPath;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Writes the fields of a push in the API.
public final class PushJson {
  private static final double NANOS = 1e9;

  /// Replaces the peer of a push that was read from a file.
  private static final String FILE = "file";

  private final GroupingKeyPath keyPath;

  public PushJson(GroupingKeyPath keyPath) {
    this.keyPath = keyPath;
  }

  void write(JsonGenerator json, NumberedPush pushRecord) throws IOException {
    AnsweredPush push = pushRecord.push();
    json.writeStartObject();
    json.writeNumberField("id", pushRecord.id());
    GroupJson.writeTime(json, "time", pushRecord.epochNanos());
    json.writeStringField("method", push.method());
    GroupJson.writeText(json, "path", push.path());
    writeKey(json, push.key());
    SocketAddress peer = push.peer();
    json.writeStringField("peer", peer == null ? FILE : PeerAddress.format(peer));
    json.writeNumberField("bytes", push.bytes());
    if (push.series() < 0) {
      json.writeNullField("series");
    } else {
      json.writeNumberField("series", push.series());
    }
    json.writeNumberField("duration_seconds", Math.max(0, push.durationNanos()) / NANOS);
    json.writeNumberField("status", push.status());
    json.writeStringField("outcome", push.isRefused() ? "rejected" : "applied");
    AnsweredPush.Reason reason = push.reason();
    GroupJson.writeText(
        json, "reason", reason == null ? null : reason.name().toLowerCase(Locale.ROOT));
    GroupJson.writeText(json, "message", push.message());
    HoldersJson.write(json, push.message(), keyPath);
    json.writeEndObject();
  }

  private void writeKey(JsonGenerator json, @Nullable GroupingKey key) throws IOException {
    if (key == null) {
      json.writeNullField("labels");
      json.writeNullField("key");
      return;
    }
    json.writeFieldName("labels");
    JsonWriter.labels(json, key.labels());
    json.writeStringField("key", keyPath.of(key));
  }
}
