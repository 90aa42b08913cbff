package io.sluice.web;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.format.json.JsonWriter;
import io.sluice.http.Response;
import io.sluice.model.Metric;
import io.sluice.model.Utf8;
import io.sluice.pages.StoredFamily;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A group and its series, made while it is sent. Only one family at a time is there as objects.
final class GroupDocument implements Response.Chunks {
  private static final int CHUNK_BYTES = 64 * 1024;

  /// What the objects of a series take beside its text.
  private static final int OBJECT_BYTES = 256;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final JsonAnswer.Value group;
  private final Iterator<StoredFamily> families;
  private final JsonGenerator json;
  private final long familyBytes;
  private @Nullable StoredFamily family;
  private Iterator<Metric> metrics = List.<Metric>of().iterator();
  private volatile long heldBytes;
  private boolean isBegun;
  private boolean isEnded;

  /// @param group writes what is told of the group besides
  GroupDocument(JsonAnswer.Value group, List<StoredFamily> families) {
    this.group = group;
    this.families = families.iterator();
    this.familyBytes = families.stream().mapToLong(stored -> stored.bytes().length).sum();
    this.heldBytes = familyBytes;
    try {
      this.json = JsonWriter.generator(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public byte @Nullable [] next() {
    if (isEnded) {
      return null;
    }
    out.reset();
    try {
      while (!isEnded && out.size() < CHUNK_BYTES) {
        step();
      }
      if (!isEnded) {
        json.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  @Override
  public long heldBytes() {
    return heldBytes;
  }

  private void step() throws IOException {
    if (!isBegun) {
      begin();
    } else if (family != null && metrics.hasNext()) {
      JsonWriter.metric(json, metrics.next(), family.type());
    } else if (family != null) {
      json.writeEndArray();
      json.writeEndObject();
      family = null;
    } else if (families.hasNext()) {
      beginFamily(families.next());
    } else {
      end();
    }
  }

  private void begin() throws IOException {
    isBegun = true;
    json.writeStartObject();
    json.writeStringField("status", "success");
    json.writeObjectFieldStart("data");
    json.writeFieldName("group");
    group.write(json);
    json.writeArrayFieldStart("families");
  }

  private void beginFamily(StoredFamily next) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", Utf8.replaceInvalid(next.name()));
    json.writeStringField("type", next.type().name());
    GroupJson.writeText(json, "help", next.help());
    GroupJson.writeText(json, "unit", next.unit());
    json.writeStringField("time_stamp", JsonWriter.rfc3339(next.receivedNanos()));
    json.writeArrayFieldStart("metrics");
    family = next;
    heldBytes = familyBytes + next.bytes().length + OBJECT_BYTES * (long) next.seriesCount();
    metrics = next.metrics().iterator();
  }

  private void end() throws IOException {
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
    json.close();
    isEnded = true;
  }
}
