package io.sluice.systemtests.clients;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The text of `/metrics` without what the gateway says of itself.
record Exposition(List<String> lines) {
  private static final List<String> OWN = List.of("pushgateway_", "process_", "jvm_", "go_");
  private static final List<String> PUSH_TIMES =
      List.of("push_time_seconds", "push_failure_time_seconds");

  static Exposition parse(String text) {
    List<String> lines = new ArrayList<>();
    boolean own = false;
    for (String line : text.lines().toList()) {
      if (line.startsWith("# ")) {
        own = OWN.stream().anyMatch(name(line)::startsWith);
      }
      if (!own) {
        lines.add(line);
      }
    }
    return new Exposition(lines);
  }

  /// The lines of what clients pushed: all but those of the push times, and the time at which a
  /// client created something as `TIME`.
  List<String> pushed() {
    return lines.stream()
        .filter(line -> !PUSH_TIMES.contains(name(line)))
        .map(Exposition::withoutTimeOfDay)
        .toList();
  }

  private static String withoutTimeOfDay(String line) {
    boolean isTime = name(line).endsWith("_created") && !line.startsWith("# ");
    return isTime ? line.substring(0, line.lastIndexOf(' ')) + " TIME" : line;
  }

  private static String name(String line) {
    return line.startsWith("# ") ? line.split(" ", 4)[2] : line.split("[{ ]", 2)[0];
  }

  Map<String, String> types() {
    Map<String, String> types = new TreeMap<>();
    for (String line : lines) {
      if (line.startsWith("# TYPE ")) {
        String[] words = line.split(" ", 4);
        types.put(words[2], words[3]);
      }
    }
    return types;
  }

  /// All samples by series, but those with one of the names in `hidden`.
  Map<String, Double> samplesWithout(Set<String> hidden) {
    Map<String, Double> samples = new TreeMap<>();
    for (String line : lines) {
      if (!line.startsWith("# ") && !hidden.contains(name(line))) {
        int value = line.lastIndexOf(' ') + 1;
        samples.put(line.substring(0, value - 1), number(line.substring(value)));
      }
    }
    return samples;
  }

  /// A number as Go writes it.
  static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
