package io.sluice.web.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.command.Holders;
import io.sluice.format.json.JsonWriter;
import io.sluice.model.GroupingKey;
import io.sluice.web.request.GroupingKeyPath;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes the groups that a refused push conflicts with.
public final class HoldersJson {
  private HoldersJson() {}

  /// The field `held_by`, if `message` names groups.
  static void write(JsonGenerator json, @Nullable String message, GroupingKeyPath keyPath)
      throws IOException {
    List<GroupingKey> holders = message == null ? List.of() : Holders.of(message);
    if (holders.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("held_by");
    for (GroupingKey holder : holders) {
      json.writeStartObject();
      json.writeFieldName("labels");
      JsonWriter.labels(json, holder.labels());
      json.writeStringField("key", keyPath.of(holder));
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
