package io.sluice.web.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.cluster.ClusterAdmin;
import io.sluice.cluster.ClusterException;
import io.sluice.cluster.ClusterPeer;
import io.sluice.cluster.ClusterStatus;
import io.sluice.cluster.NodeAddress;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.web.answer.JsonAnswer;
import io.sluice.web.request.InvalidRequestException;
import io.sluice.web.request.QueryParameters;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The cluster of this gateway, as JSON, and the operations on it.
public final class ClusterApi {
  private final @Nullable ClusterAdmin cluster;

  /// @param cluster null for a standalone gateway
  public ClusterApi(@Nullable ClusterAdmin cluster) {
    this.cluster = cluster;
  }

  /// A request that changes the cluster.
  @FunctionalInterface
  private interface Change {
    void make(ClusterAdmin cluster) throws ClusterException;
  }

  public Response show() {
    if (cluster == null) {
      return alone();
    }
    ClusterStatus status = cluster.status();
    return JsonAnswer.success(json -> write(json, status));
  }

  public Response add(Request request) {
    try {
      QueryParameters query = QueryParameters.parse(request.query());
      var peer =
          new ClusterPeer(parameter(query, "node"), NodeAddress.parse(parameter(query, "address")));
      return make(admin -> admin.add(peer));
    } catch (IllegalArgumentException | InvalidRequestException e) {
      return JsonAnswer.error(400, JsonAnswer.BAD_DATA, String.valueOf(e.getMessage()));
    }
  }

  public Response remove(Request request) {
    try {
      String node = parameter(QueryParameters.parse(request.query()), "node");
      return make(admin -> admin.remove(node));
    } catch (InvalidRequestException e) {
      return JsonAnswer.error(400, JsonAnswer.BAD_DATA, String.valueOf(e.getMessage()));
    }
  }

  public Response transfer(Request request) {
    try {
      String node = parameter(QueryParameters.parse(request.query()), "node");
      return make(admin -> admin.transfer(node));
    } catch (InvalidRequestException e) {
      return JsonAnswer.error(400, JsonAnswer.BAD_DATA, String.valueOf(e.getMessage()));
    }
  }

  public Response drain() {
    return make(ClusterAdmin::drain);
  }

  private Response make(Change change) {
    if (cluster == null) {
      return alone();
    }
    try {
      change.make(cluster);
      return show();
    } catch (ClusterException e) {
      return JsonAnswer.error(503, JsonAnswer.UNAVAILABLE, String.valueOf(e.getMessage()));
    }
  }

  private static Response alone() {
    return JsonAnswer.error(404, JsonAnswer.NOT_FOUND, "this gateway is not a node of a cluster");
  }

  private static String parameter(QueryParameters query, String name)
      throws InvalidRequestException {
    String value = query.first(name);
    if (value.isEmpty()) {
      throw new InvalidRequestException("missing parameter: " + name);
    }
    return value;
  }

  private static void write(JsonGenerator json, ClusterStatus status) throws IOException {
    json.writeStartObject();
    GroupJson.writeText(json, "id", status.id());
    json.writeStringField("node", status.node());
    GroupJson.writeText(json, "leader", status.leader());
    json.writeNumberField("term", status.term());
    json.writeNumberField("committed_index", status.committed());
    json.writeNumberField("applied_index", status.applied());
    json.writeNumberField("snapshot_index", status.snapshot());
    json.writeBooleanField("ready", status.problem() == null);
    GroupJson.writeText(json, "problem", status.problem());
    json.writeBooleanField("draining", status.isDraining());
    json.writeArrayFieldStart("members");
    for (ClusterStatus.Member member : status.members()) {
      json.writeStartObject();
      json.writeStringField("name", member.name());
      json.writeStringField("incarnation", member.incarnation());
      json.writeStringField("address", member.address());
      json.writeStringField("role", member.role());
      writeKnown(json, "matched_index", member.matched());
      writeKnown(json, "contact_millis", member.contactMillis());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /// Writes a number, or null for -1, which means unknown.
  private static void writeKnown(JsonGenerator json, String name, long value) throws IOException {
    if (value < 0) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, value);
    }
  }
}
