package io.sluice.web.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.format.json.JsonWriter;
import io.sluice.model.Labels;
import io.sluice.model.Utf8;
import io.sluice.pages.FamilyHead;
import io.sluice.pages.FamilySeries;
import io.sluice.store.GroupView;
import io.sluice.web.answer.JsonChunks;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All groups with their families, in the format of the Pushgateway.
public final class AllGroupsDocument extends JsonChunks {
  private final Iterator<GroupView> groups;
  private Iterator<Map.Entry<String, Object>> fields = Collections.emptyIterator();
  private @Nullable FamilySeries family;
  private boolean isBegun;
  private boolean isInGroup;

  AllGroupsDocument(Iterator<GroupView> groups) {
    this.groups = groups;
  }

  @Override
  protected boolean writeSome(JsonGenerator json) throws IOException {
    if (!isBegun) {
      isBegun = true;
      json.writeStartObject();
      json.writeStringField("status", "success");
      json.writeArrayFieldStart("data");
    } else if (family != null) {
      writeFamily(json, family);
    } else if (fields.hasNext()) {
      writeField(json, fields.next());
    } else if (isInGroup) {
      isInGroup = false;
      json.writeEndObject();
    } else if (groups.hasNext()) {
      isInGroup = true;
      json.writeStartObject();
      fields = fields(groups.next()).entrySet().iterator();
    } else {
      json.writeEndArray();
      json.writeEndObject();
      return false;
    }
    return true;
  }

  /// The fields of a group, sorted by name. As in the Pushgateway, a family with the name of a
  /// fixed field replaces that field.
  private static Map<String, Object> fields(GroupView group) {
    var fields = new TreeMap<String, Object>(Utf8.BYTE_ORDER);
    String failure = group.failureMessage();
    if (failure != null && !group.isLastPushSuccessful()) {
      fields.put("last_push_error", failure);
    }
    fields.put("labels", group.key().labels());
    fields.put("last_push_successful", group.isLastPushSuccessful());
    for (FamilySeries family : group.series()) {
      fields.put(family.head().name(), family);
    }
    return fields;
  }

  private void writeField(JsonGenerator json, Map.Entry<String, Object> field) throws IOException {
    json.writeFieldName(field.getKey());
    switch (field.getValue()) {
      case FamilySeries series -> {
        FamilyHead head = series.head();
        JsonWriter.startFamily(json, head.type(), head.help(), series.receivedNanos());
        family = series;
      }
      case Labels labels -> JsonWriter.labels(json, labels);
      case Boolean flag -> json.writeBoolean(flag);
      default -> json.writeString(field.getValue().toString());
    }
  }

  private void writeFamily(JsonGenerator json, FamilySeries series) throws IOException {
    if (series.hasNext()) {
      JsonWriter.metric(json, series.next(), series.head().type());
    } else {
      JsonWriter.endFamily(json);
      family = null;
    }
  }
}
