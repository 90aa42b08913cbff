package io.sluice.web.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.format.json.JsonWriter;
import io.sluice.model.Utf8;
import io.sluice.pages.FamilyHead;
import io.sluice.pages.FamilySeries;
import io.sluice.web.answer.JsonAnswer;
import io.sluice.web.answer.JsonChunks;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A group and its series.
public final class GroupDocument extends JsonChunks {
  private final JsonAnswer.Value group;
  private final Iterator<FamilySeries> families;
  private @Nullable FamilySeries family;

  /// The size of the families after the current one.
  private long laterBytes;

  private volatile long retainedBytes;
  private boolean isBegun;

  /// @param group writes the other fields of the group
  GroupDocument(JsonAnswer.Value group, List<FamilySeries> families) {
    this.group = group;
    this.families = families.iterator();
    this.laterBytes = families.stream().mapToLong(FamilySeries::remainingBytes).sum();
    this.retainedBytes = laterBytes;
  }

  /// The stored pages are kept, even after pushes have replaced them in the store.
  @Override
  public long retainedBytes() {
    return retainedBytes;
  }

  @Override
  protected boolean writeSome(JsonGenerator json) throws IOException {
    if (!isBegun) {
      isBegun = true;
      begin(json);
    } else if (family != null) {
      writeFamily(json, family);
    } else if (families.hasNext()) {
      family = families.next();
      laterBytes -= family.remainingBytes();
      beginFamily(json, family);
    } else {
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndObject();
      return false;
    }
    return true;
  }

  private void begin(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("status", "success");
    json.writeObjectFieldStart("data");
    json.writeFieldName("group");
    group.write(json);
    json.writeArrayFieldStart("families");
  }

  private static void beginFamily(JsonGenerator json, FamilySeries family) throws IOException {
    FamilyHead head = family.head();
    json.writeStartObject();
    json.writeStringField("name", Utf8.replaceInvalid(head.name()));
    json.writeStringField("type", head.type().name());
    GroupJson.writeText(json, "help", head.help());
    GroupJson.writeText(json, "unit", head.unit());
    json.writeStringField("time_stamp", JsonWriter.rfc3339(family.receivedNanos()));
    json.writeArrayFieldStart("metrics");
  }

  private void writeFamily(JsonGenerator json, FamilySeries series) throws IOException {
    if (series.hasNext()) {
      JsonWriter.metric(json, series.next(), series.head().type());
      retainedBytes = laterBytes + series.remainingBytes();
    } else {
      json.writeEndArray();
      json.writeEndObject();
      family = null;
    }
  }
}
