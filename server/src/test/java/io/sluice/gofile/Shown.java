package io.sluice.gofile;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.exposition.Exposition;
import io.sluice.format.EscapingScheme;
import io.sluice.format.ExpositionFormat;
import io.sluice.format.NegotiatedFormat;
import io.sluice.format.json.FamilyJson;
import io.sluice.format.json.JsonWriter;
import io.sluice.model.GroupingKey;
import io.sluice.pages.StoredFamily;
import io.sluice.store.GroupView;
import io.sluice.store.StoreView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A gateway's exposition of a state, for comparisons: series of a family as sets.
///
/// @param text family name to its lines, including comments
/// @param protobufText the start of a family's line up to its first metric, to its metrics; names
///   escaped with underscores
/// @param api labels of a group to its fields
record Shown(
    Map<String, Set<String>> text,
    Map<String, Set<String>> protobufText,
    Map<Object, Map<String, Object>> api) {
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern METRIC = Pattern.compile(" metric:");

  private static final Pattern OWN = Pattern.compile("(go|process|pushgateway)_.*");

  /// The recorded exposition in the file `name`.
  static Shown recorded(String name) throws IOException {
    Map<?, ?> all = (Map<?, ?>) json(GoFileReaderTest.resource(name));
    return new Shown(
        text((String) value(all, "text")),
        protobufText((String) value(all, "protobuf_text")),
        api((List<?>) value(all, "api")));
  }

  /// The exposition of `gateway` without its own metrics. Its protobuf text has another format.
  static Shown of(Pushgateway gateway) throws IOException, InterruptedException {
    var text = new String(gateway.get("/metrics", "text/plain"), StandardCharsets.UTF_8);
    Map<String, Set<String>> families = text(text);
    families.keySet().removeIf(name -> OWN.matcher(name).matches());
    Map<?, ?> answer = (Map<?, ?>) json(gateway.get("/api/v1/metrics", "application/json"));
    return new Shown(families, Map.of(), api((List<?>) value(answer, "data")));
  }

  /// The sample lines of `gateway` without its own metrics, sorted.
  static List<String> series(Pushgateway gateway) throws IOException, InterruptedException {
    return series(new String(gateway.get("/metrics", "text/plain"), StandardCharsets.UTF_8));
  }

  /// The sample lines of `view`, sorted.
  static List<String> series(StoreView view) {
    return series(exposition(view, ExpositionFormat.TEXT, EscapingScheme.ALLOW_UTF8));
  }

  private static List<String> series(String text) {
    return text.lines()
        .filter(line -> !line.startsWith("#") && !OWN.matcher(line).matches())
        .sorted()
        .toList();
  }

  /// This exposition without the protobuf text.
  Shown withoutProtobuf() {
    return new Shown(text, Map.of(), api);
  }

  /// The exposition of `view`.
  static Shown of(StoreView view) throws IOException {
    return new Shown(
        text(exposition(view, ExpositionFormat.TEXT, EscapingScheme.ALLOW_UTF8)),
        protobufText(
            exposition(view, ExpositionFormat.PROTOBUF_COMPACT_TEXT, EscapingScheme.UNDERSCORES)),
        api((List<?>) json(api(view))));
  }

  /// Removes a family from a group of the API, or the whole group if it is null.
  void leaveOut(GroupingKey key, @Nullable String family) {
    var labels = new HashMap<String, String>();
    key.labels().forEach(labels::put);
    Object left =
        family == null ? api.remove(labels) : requireNonNull(api.get(labels)).remove(family);
    assertThat(left).isNotNull();
  }

  /// Removes a family from the protobuf text.
  void leaveOutProtobuf(String family) {
    protobufText.keySet().removeIf(start -> start.contains("name:\"" + family + "\""));
  }

  private static String exposition(
      StoreView view, ExpositionFormat format, EscapingScheme escaping) {
    var out = new ByteArrayOutputStream();
    var exposition = new Exposition(view, List.of(), new NegotiatedFormat(format, escaping));
    for (byte[] chunk = exposition.next(); chunk != null; chunk = exposition.next()) {
      out.writeBytes(chunk);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static Map<String, Set<String>> text(String text) {
    var families = new TreeMap<String, Set<String>>();
    Set<String> family = families.computeIfAbsent("", _ -> new HashSet<>());
    String name = "";
    for (String line : text.lines().toList()) {
      if (line.startsWith("# ")) {
        String comment = line.substring("# HELP ".length());
        String newName = comment.substring(0, nameLength(comment));
        if (!newName.equals(name)) {
          name = newName;
          family = families.computeIfAbsent(name, _ -> new HashSet<>());
        }
      }
      family.add(line);
    }
    return families;
  }

  private static int nameLength(String comment) {
    return comment.startsWith("\"") ? comment.indexOf('"', 1) + 1 : comment.indexOf(' ');
  }

  private static Map<String, Set<String>> protobufText(String text) {
    var families = new TreeMap<String, Set<String>>();
    for (String line : text.lines().toList()) {
      List<String> parts = List.of(METRIC.split(BLANKS.matcher(line).replaceAll(" ").strip()));
      families.put(parts.getFirst(), new HashSet<>(parts.subList(1, parts.size())));
    }
    return families;
  }

  private static byte[] api(StoreView view) throws IOException {
    var out = new ByteArrayOutputStream();
    try (JsonGenerator json = JsonWriter.generator(out)) {
      json.writeStartArray();
      view.forEachGroup(group -> write(json, group));
      json.writeEndArray();
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator json, GroupView group) {
    try {
      json.writeStartObject();
      json.writeFieldName("labels");
      JsonWriter.labels(json, group.key().labels());
      json.writeBooleanField("last_push_successful", group.isLastPushSuccessful());
      for (StoredFamily family : group.families()) {
        json.writeFieldName(family.name());
        FamilyJson.write(json, family.family(), family.receivedNanos());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<Object, Map<String, Object>> api(List<?> groups) {
    var byLabels = new HashMap<Object, Map<String, Object>>();
    for (Object group : groups) {
      var fields = new TreeMap<String, Object>();
      ((Map<?, ?>) group).forEach((name, value) -> fields.put((String) name, unordered(value)));
      byLabels.put(requireNonNull(fields.remove("labels")), fields);
    }
    return byLabels;
  }

  /// The field of a group, with the metrics of a family as a set.
  private static Object unordered(Object field) {
    if (field instanceof Map<?, ?> family && family.get("metrics") instanceof List<?> metrics) {
      var copy = new HashMap<Object, Object>(family);
      copy.put("metrics", new HashSet<>(metrics));
      return copy;
    }
    return field;
  }

  private static Object value(Map<?, ?> map, String key) {
    return requireNonNull(map.get(key), key);
  }

  private static Object json(byte[] text) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      parser.nextToken();
      return json(parser);
    }
  }

  private static Object json(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        var object = new HashMap<String, Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          object.put(name, json(parser));
        }
        yield object;
      }
      case START_ARRAY -> {
        var array = new ArrayList<Object>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(json(parser));
        }
        yield array;
      }
      default -> parser.getText();
    };
  }
}
