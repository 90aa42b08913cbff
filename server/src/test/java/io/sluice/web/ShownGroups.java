package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.http.Header;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Compares the exposed groups with recorded ones: keys, and sample lines without the labels of the
/// key, without an empty instance, and without the push times.
final class ShownGroups {
  private static final Pattern LABEL =
      Pattern.compile(
          "(\"(?:[^\"\\\\]|\\\\.)*\"|[a-zA-Z_][a-zA-Z0-9_]*)(?:=(\"(?:[^\"\\\\]|\\\\.)*\"))?,?");

  private ShownGroups() {}

  static void assertShows(OfflineGateway gateway, JsonNode groups) {
    var lines = new ArrayList<Line>();
    String text =
        OfflineGateway.text(
            gateway.request(
                "GET",
                "/metrics",
                List.of(new Header("Accept", "text/plain;version=0.0.4;escaping=allow-utf-8")),
                new byte[0]));
    for (String line : text.split("\n", -1)) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        Line read = Line.of(line);
        if (read.labels.containsKey("job")) {
          lines.add(read);
        }
      }
    }
    // A series with more labels than its key can look like one of a group with a longer key.
    var longestFirst = new ArrayList<JsonNode>();
    groups.forEach(longestFirst::add);
    longestFirst.sort(Comparator.comparingInt((JsonNode group) -> -group.get("key").size()));
    for (JsonNode group : longestFirst) {
      var shown = new ArrayList<Line>();
      var times = new ArrayList<String>();
      lines.removeIf(
          line -> {
            if (!line.isOf(group.get("key"))) {
              return false;
            }
            if (line.name.startsWith("push_")) {
              times.add(line.name);
            } else {
              shown.add(line.without(group.get("key")));
            }
            return true;
          });
      var expected = new ArrayList<Line>();
      group.get("shows").forEach(line -> expected.add(Line.of(line.asText())));
      assertThat(shown).as("%s", group.get("key")).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(times).containsExactlyInAnyOrder("push_time_seconds", "push_failure_time_seconds");
    }
    assertThat(lines).as("lines of other groups").isEmpty();
  }

  private record Line(String name, TreeMap<String, String> labels, String value) {
    static Line of(String text) {
      int open = text.indexOf('{');
      int blank = text.lastIndexOf(' ');
      var labels = new TreeMap<String, String>();
      String name = open < 0 ? text.substring(0, blank) : text.substring(0, open);
      if (open >= 0) {
        String inner = text.substring(open + 1, text.lastIndexOf('}'));
        Matcher label = LABEL.matcher(inner);
        int at = 0;
        while (at < inner.length()) {
          assertThat(label.find(at)).as(text).isTrue();
          assertThat(label.start()).as(text).isEqualTo(at);
          at = label.end();
          String key = label.group(1);
          String plain = key.startsWith("\"") ? key.substring(1, key.length() - 1) : key;
          if (label.group(2) == null) {
            name = plain;
          } else {
            labels.put(plain, label.group(2));
          }
        }
      }
      return new Line(name, labels, text.substring(blank + 1));
    }

    boolean isOf(JsonNode key) {
      return key.properties().stream()
          .allMatch(pair -> quoted(key, pair.getKey()).equals(labels.get(pair.getKey())));
    }

    Line without(JsonNode key) {
      var rest = new TreeMap<>(labels);
      key.fieldNames().forEachRemaining(rest::remove);
      rest.remove("instance", "\"\"");
      return new Line(name, rest, value);
    }

    private static String quoted(JsonNode key, String name) {
      return "\"" + key.path(name).asText("") + "\"";
    }
  }
}
