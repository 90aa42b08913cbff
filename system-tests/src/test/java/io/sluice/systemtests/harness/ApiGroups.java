package io.sluice.systemtests.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The groups of `/api/v1/metrics` by their labels, in a form for comparisons: the metrics of a
/// family as a set, times replaced by `TIME` as in the recording.
public record ApiGroups(Map<Map<String, String>, Map<String, Object>> groups) {
  private static final Comparator<Map<String, String>> BY_TEXT =
      Comparator.comparing(Map::toString);
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern STAMP = Pattern.compile("20\\d\\d-\\d\\d-\\d\\dT.*");
  private static final Pattern SECONDS = Pattern.compile("[1-9]\\.?[0-9]*e\\+09");
  private static final List<String> PUSH_TIMES =
      List.of("push_time_seconds", "push_failure_time_seconds");

  /// The groups in the body of an answer.
  public static ApiGroups parse(String body) {
    try {
      return of(JSON.readTree(body).path("data"));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + body, e);
    }
  }

  public static ApiGroups of(JsonNode data) {
    var groups = new TreeMap<Map<String, String>, Map<String, Object>>(BY_TEXT);
    for (JsonNode node : data) {
      var labels = new TreeMap<String, String>();
      node.path("labels").properties().forEach(e -> labels.put(e.getKey(), e.getValue().asText()));
      groups.put(labels, group(node));
    }
    return new ApiGroups(groups);
  }

  /// Whether a push to the group has failed and the failure is shown: its time is not 0.
  public boolean hasFailure(Map<String, String> labels) {
    Object family = groups.getOrDefault(labels, Map.of()).get("push_failure_time_seconds");
    return family != null && family.toString().contains("value=TIME");
  }

  /// These groups without the reason of their last failed push, which upstream does not report.
  public ApiGroups withoutErrors() {
    var rest = new TreeMap<Map<String, String>, Map<String, Object>>(BY_TEXT);
    rest.putAll(groups);
    rest.replaceAll((_, group) -> withoutError(group));
    return new ApiGroups(rest);
  }

  /// The pushed families of each group, without those of the gateway. Empty groups are omitted.
  public Map<Map<String, String>, Map<String, Object>> pushed() {
    var pushed = new TreeMap<Map<String, String>, Map<String, Object>>(BY_TEXT);
    groups.forEach(
        (labels, group) -> {
          var families = new TreeMap<>(group);
          families.keySet().removeAll(PUSH_TIMES);
          families.keySet().removeAll(List.of("labels", "last_push_successful", "last_push_error"));
          if (!families.isEmpty()) {
            pushed.put(labels, families);
          }
        });
    return pushed;
  }

  private static Map<String, Object> withoutError(Map<String, Object> group) {
    if (!group.containsKey("last_push_error")
        || !"false".equals(group.get("last_push_successful"))) {
      return group;
    }
    var rest = new TreeMap<>(group);
    rest.remove("last_push_error");
    return rest;
  }

  /// The HELP texts of the groups for the family of this name; empty if there are none.
  public Set<String> helps(String family) {
    var helps = new TreeSet<String>();
    for (Map<String, Object> group : groups.values()) {
      if (group.get(family) instanceof Map<?, ?> map) {
        Object help = map.get("help");
        helps.add(help == null ? "" : help.toString().strip());
      }
    }
    return helps;
  }

  private static Map<String, Object> group(JsonNode node) {
    var group = new TreeMap<String, Object>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      boolean isPushTime = PUSH_TIMES.contains(entry.getKey());
      group.put(entry.getKey(), comparable(entry.getKey(), entry.getValue(), isPushTime));
    }
    return group;
  }

  /// `node` as maps, lists and strings, which are compared by content.
  private static Object comparable(String name, JsonNode node, boolean isPushTime) {
    if (node.isObject()) {
      var map = new TreeMap<String, Object>();
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        map.put(entry.getKey(), comparable(entry.getKey(), entry.getValue(), isPushTime));
      }
      return map;
    }
    if (node.isArray()) {
      var list = new ArrayList<Object>();
      node.forEach(element -> list.add(comparable("", element, isPushTime)));
      if (name.equals("metrics")) {
        list.sort(Comparator.comparing(Object::toString));
      }
      return list;
    }
    Pattern time = name.equals("time_stamp") ? STAMP : isPushTime ? SECONDS : null;
    boolean isTime =
        time != null
            && (name.equals("time_stamp") || name.equals("value"))
            && time.matcher(node.asText()).matches();
    return isTime ? "TIME" : node.isTextual() ? node.asText() : node.toString();
  }
}
