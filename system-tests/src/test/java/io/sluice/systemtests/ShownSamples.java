package io.sluice.systemtests;

import io.sluice.systemtests.harness.Exposition;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The content of a scrape in the text format, independent of its order: the types of families and
/// the samples.
///
/// Treated as equal are a family without a type and one that is `untyped`, and an empty label and a
/// missing one: a server does not distinguish them. The times of pushes and the gateway's own
/// families, which only one side has, are omitted.
record ShownSamples(Map<String, String> types, Set<String> samples) {
  private static final Set<String> PUSH_TIMES =
      Set.of("push_time_seconds", "push_failure_time_seconds");

  static ShownSamples of(String text) {
    var types = new TreeMap<String, String>();
    var samples = new TreeSet<String>();
    for (String line : text.split("\n", -1)) {
      if (line.startsWith("# TYPE ")) {
        String[] words = line.split(" ", 4);
        if (!isLeftOut(words[2]) && !words[3].equals("untyped")) {
          types.put(words[2], words[3]);
        }
      } else if (line.startsWith("# HELP ")) {
        String[] words = line.split(" ", 4);
        if (!isLeftOut(words[2])) {
          samples.add(line);
        }
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        add(samples, Exposition.Sample.parse(line));
      }
    }
    return new ShownSamples(types, samples);
  }

  private static void add(Set<String> samples, Exposition.Sample sample) {
    if (!isLeftOut(sample.name())) {
      String labels =
          sample.labels().entrySet().stream()
              .filter(label -> !label.getValue().isEmpty())
              .map(label -> label.getKey() + "=" + label.getValue())
              .collect(Collectors.joining(","));
      samples.add(sample.name() + "{" + labels + "} " + sample.value());
    }
  }

  private static boolean isLeftOut(String name) {
    return PUSH_TIMES.contains(name) || Exposition.isOwn(name);
  }
}
